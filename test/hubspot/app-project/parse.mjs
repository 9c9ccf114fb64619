// node parse.mjs FOLDER: what HubSpot's own library makes of a project, as JSON. Its schemas are on HubSpot's servers, so `skipValidation`.
import { join } from 'node:path';
import { getProjectMetadata, isKnownPlatformVersion, parseProjectConfig } from '@hubspot/project-parsing-lib/projects';
import { translate } from '@hubspot/project-parsing-lib/translate';

const folder = process.argv[2];
const config = parseProjectConfig(folder);
const projectSourceDir = join(folder, config.srcDir);
const { platformVersion } = config;
const context = { projectSourceDir, platformVersion, accountId: 1 };
const { intermediateRepresentation, skippedHsMetaFiles } = await translate(context, { skipValidation: true });
const { components } = await getProjectMetadata(projectSourceDir);
const counts = Object.fromEntries(
  Object.entries(components).flatMap(([type, { count, maxCount }]) => (count > 0 ? [[type, count <= maxCount]] : [])),
);
process.stdout.write(
  JSON.stringify({
    config,
    isKnown: isKnownPlatformVersion(platformVersion),
    nodes: Object.values(intermediateRepresentation.intermediateNodesIndexedByUid),
    skippedHsMetaFiles,
    counts,
  }),
);
