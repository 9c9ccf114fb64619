import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { PayloadKeys } from '../config/payload-keys';
import { createPayloadCodec } from './payload-codec';

/** Of workflows, activities and clients alike; a bundle of workflows brings it along. */
export const CONVERTERS = {
  payloadConverterPath: join(__dirname, '../contract/payloads/payload-converter'),
  failureConverterPath: join(__dirname, '../contract/payloads/failure-converter'),
} as const;

/** How values become what Temporal keeps, and back. Without keys nothing is encrypted. */
export function dataConverter(keys: PayloadKeys | undefined): DataConverter {
  return { ...CONVERTERS, payloadCodecs: keys === undefined ? [] : [createPayloadCodec(keys)] };
}
