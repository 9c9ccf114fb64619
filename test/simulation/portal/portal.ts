import { AssociationStore } from '../../../emulator/crm/association-store';
import { Crm } from '../../../emulator/crm/crm';
import { PropertyRules } from '../../../emulator/crm/property-rules';
import { RecordStore } from '../../../emulator/crm/record-store';
import { Rendering } from '../../../emulator/crm/rendering';
import { Search } from '../../../emulator/crm/search';
import type { ChangeListener } from '../../../emulator/model/types';
import { FileStore } from '../../../emulator/portal/file-store';
import { People } from '../../../emulator/portal/people';
import { PipelineStore } from '../../../emulator/portal/pipeline-store';
import { PropertyStore } from '../../../emulator/portal/property-store';
import { Clock } from '../../../emulator/state/clock';
import { Ids } from '../../../emulator/state/ids';

/** The same in every portal, and never changed. */
const people = new People();
const properties = new PropertyStore();
const pipelines = new PipelineStore();

/** As much of a portal as is changed and read here; the emulator's own portal is one too. */
export type PortalRecords = Pick<
  Portal,
  'people' | 'pipelines' | 'properties' | 'records' | 'associations' | 'rendering' | 'search' | 'crm' | 'files'
>;

/** An empty portal in memory: the emulator's records without its HTTP server, so that there is one HubSpot and not two. */
export class Portal {
  readonly people = people;
  readonly pipelines = pipelines;
  readonly properties = properties;
  readonly records = new RecordStore();
  readonly associations = new AssociationStore();
  readonly files = new FileStore();
  readonly rendering = new Rendering(this.records, this.associations, properties);
  readonly search = new Search(this.records, properties, this.rendering, new Clock(), { ms: 0 });
  readonly crm: Crm;

  constructor(onChange: ChangeListener) {
    const { records, associations } = this;
    const rules = new PropertyRules(properties, pipelines, people);
    // A portal's own ids begin low, so that a scenario is easy to read.
    this.crm = new Crm({ records, associations, rules, pipelines, clock: new Clock(), ids: new Ids(100) }, onChange);
  }
}
