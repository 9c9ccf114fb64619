import { join } from 'node:path';
import type { RunningProcess } from '../dev/process/running-process';
import { bareWorker } from './bare';
import type { BenchOptions } from './bench';
import type { Found } from './figure';
import { withServer } from './server';
import { serviceBridge, serviceWorker, stopped, withSurface } from './service';

/** From the start of a program to its being ready: the service's, compiled and with its workflows bundled, beside a worker with nothing but the SDK. */
export function benchStart({ quick, progress }: BenchOptions): Promise<Found> {
  const repetitions = quick ? 3 : 7;
  return withServer((_client, address) =>
    withSurface(address, async (surface) => {
      const programs = {
        bare: await bareWorker({ address, logFile: join(surface.folder, 'bare.log') }),
        worker: await serviceWorker(surface),
        bridge: (await serviceBridge(surface)).start,
      };
      const took = { bare: [] as number[], worker: [] as number[], bridge: [] as number[] };
      // What is read from the disk for the first time is not measured.
      for (let repetition = 0; repetition <= repetitions; repetition += 1) {
        progress(repetition === 0 ? 'warming up' : `repetition ${String(repetition)} of ${String(repetitions)}`);
        for (const name of ['bare', 'worker', 'bridge'] as const) {
          const ms = await startMs(programs[name]);
          if (repetition > 0) took[name].push(ms);
        }
      }
      const figures = (['worker', 'bridge'] as const).map((name) => ({
        name: `start-${name}`,
        what: `start of the ${name} until it is ready`,
        unit: 'ms',
        measured: took[name],
        floor: { what: 'start of a worker with nothing but the SDK, its workflows bundled', values: took.bare },
        goal: { atMost: 1.3 },
      }));
      return { figures, growths: [] };
    }),
  );
}

async function startMs(start: () => Promise<RunningProcess>): Promise<number> {
  const begun = performance.now();
  const running = await start();
  const ms = performance.now() - begun;
  await stopped(running);
  return ms;
}
