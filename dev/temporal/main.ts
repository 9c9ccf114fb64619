import { provideNamespaces } from './namespace';

/** `main.ts ADDRESS NAMESPACE…`: for deploy/postgres-topology, which has no Temporal command line. */
const [, , address, ...namespaces] = process.argv;
if (address === undefined || namespaces.length === 0) {
  process.stderr.write('Say which server, and which namespaces: ADDRESS NAMESPACE…\n');
  process.exit(2);
}
provideNamespaces(address, namespaces).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
