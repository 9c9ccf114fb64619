import type { PortalConfig } from '../../config/portal';
import type { DigestOutcome } from '../../contract/digest';
import type { HubSpot } from '../../hubspot';
import { digestOf, type Digest } from '../../sop/reminders/digest';
import type { CalendarDate, Instant } from '../../sop/vocabulary/dates';
import type { ListedCase } from '../../temporal/listed-case';
import { messageOf } from './message';
import { post } from './post';

export interface DigestDependencies {
  readonly hubspot: Pick<HubSpot, 'ticketUrl' | 'isDigestNoted' | 'noteDigest'>;
  readonly portal: PortalConfig;
  /** A secret: whoever has it can post. Undefined: there is no digest. */
  readonly digestUrl?: string | undefined;
  readonly listedCases: (portalId: string) => AsyncIterable<ListedCase>;
}

export interface DigestActivities {
  /** What leaders should know at `now`; undefined where there is nothing, or no chat to post it to. Calls Temporal alone. */
  readDigest(portalId: string, now: Instant): Promise<Digest | undefined>;
  /** Posts it. Fails, with a `ChatFailure`, only where it was surely not posted. */
  postDigest(digest: Digest): Promise<DigestOutcome>;
  /** X3: whether HubSpot says that the digest of this day was posted. */
  isDigestNoted(day: CalendarDate): Promise<boolean>;
  /** X3: says so in HubSpot. */
  noteDigest(day: CalendarDate): Promise<void>;
}

export function digestActivities({ hubspot, portal, digestUrl, listedCases }: DigestDependencies): DigestActivities {
  return {
    readDigest: async (portalId, now) => {
      if (digestUrl === undefined) return undefined;
      const cases: ListedCase[] = [];
      // What is only observed ends by people's hands: nothing comes by itself there.
      for await (const each of listedCases(portalId)) if (!each.observes) cases.push(each);
      return digestOf(cases, portal.sop, now);
    },
    postDigest: async (digest) => {
      if (digestUrl === undefined) return 'nothing to say';
      const { format } = portal.sop.reminders.digest;
      return post(
        digestUrl,
        messageOf(digest, format, (ticketId) => hubspot.ticketUrl(ticketId)),
      );
    },
    isDigestNoted: (day) => hubspot.isDigestNoted(day),
    noteDigest: (day) => hubspot.noteDigest(day),
  };
}
