import { LogOutput } from '../../src/config/log-output';

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A file on a volume that has room for so many bytes. */
class Volume {
  text = '';

  constructor(public room: number) {}

  readonly write = (bytes: Buffer): number => {
    if (this.room === 0) throw failing('ENOSPC');
    const size = Math.min(bytes.length, this.room);
    this.text += bytes.subarray(0, size).toString();
    this.room -= size;
    return size;
  };
}

describe('the output of the log', () => {
  it('is written line by line', () => {
    const volume = new Volume(100);
    const output = new LogOutput(volume.write);
    output.write('{"a":1}\n');
    output.write('{"b":2}\n');

    expect(volume.text).toBe('{"a":1}\n{"b":2}\n');
  });

  it.each(['ENOSPC', 'EDQUOT', 'EIO', 'EPIPE', 'EAGAIN'])('drops lines while it fails with %s', (code) => {
    let isFailing = true;
    const written: string[] = [];
    const output = new LogOutput((bytes) => {
      if (isFailing) throw failing(code);
      written.push(bytes.toString());
      return bytes.length;
    });
    output.write('{"lost":1}\n');
    output.write('{"lost":2}\n');
    isFailing = false;
    output.write('{"kept":3}\n');

    expect(
      written
        .join('')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([expect.objectContaining({ level: 'warn', event: 'log.dropped', lines: 2 }), { kept: 3 }]);
  });

  it('leaves a line that was cut off on a line of its own, so that the next can be read', () => {
    const volume = new Volume(5);
    const output = new LogOutput(volume.write);
    output.write('{"cut":1}\n');
    volume.room = 1_000;
    output.write('{"kept":2}\n');

    const lines = volume.text.trim().split('\n');
    expect(lines[0]).toBe('{"cut');
    expect(lines.slice(1).map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ event: 'log.dropped', lines: 1 }),
      { kept: 2 },
    ]);
  });

  it('never fails, even when nothing can be written any more', () => {
    const output = new LogOutput(() => {
      throw failing('EBADF');
    });

    expect(() => {
      for (let line = 0; line < 1_000; line += 1) output.write('{}\n');
    }).not.toThrow();
  });
});
