import { Client, type ClientInterceptors, type ClientOptions } from '@temporalio/client';
import type { PayloadKeys } from '../config/payload-keys';
import { dataConverter } from './data-converter';

type Connected = Pick<ClientOptions, 'connection' | 'namespace'>;

/** The client of every part of the service: it reads and writes what the others do. */
export function temporalClient(
  connected: Connected,
  keys: PayloadKeys | undefined,
  interceptors?: ClientInterceptors,
): Client {
  return new Client({ ...connected, dataConverter: dataConverter(keys), ...(interceptors && { interceptors }) });
}
