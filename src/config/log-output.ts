import { fstatSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';

/** A service that waits for its log does nothing else: what cannot be written is dropped, and counted. */
export class LogOutput {
  private dropped = 0;
  private isCutOff = false;

  /** `put` writes a part of the bytes, or all of them, and says how many; it never waits. */
  constructor(private readonly put: (bytes: Buffer) => number) {}

  write(line: string): void {
    const isWritten = this.dropped === 0 || this.tryToWrite(droppedLine(this.dropped));
    if (isWritten) this.dropped = 0;
    if (!isWritten || !this.tryToWrite(line)) this.dropped += 1;
  }

  private tryToWrite(line: string): boolean {
    const bytes = Buffer.from(this.isCutOff ? `\n${line}` : line);
    let written = 0;
    try {
      while (written < bytes.length) written += this.put(bytes.subarray(written));
      this.isCutOff = false;
      return true;
    } catch {
      this.isCutOff ||= written > 0;
      return false;
    }
  }
}

function droppedLine(lines: number): string {
  const fields = { level: 'warn', time: new Date().toISOString(), event: 'log.dropped', lines };
  return `${JSON.stringify({ ...fields, msg: 'lines of the log could not be written' })}\n`;
}

/** What is kept for a reader that is slow, in bytes. */
const MAX_WAITING = 1024 * 1024;

/** Files and terminals are written at once; a pipe or a socket may have a reader that does not read, so they are never awaited. */
export function outputOf(fd: number): LogOutput {
  const kind = fstatSync(fd);
  if (!kind.isFIFO() && !kind.isSocket()) return new LogOutput((bytes) => writeSync(fd, bytes));
  const socket = new Socket({ fd, readable: false, writable: true });
  socket.on('error', () => undefined);
  socket.unref();
  return new LogOutput((bytes) => {
    if (!socket.writable || socket.writableLength > MAX_WAITING) throw new Error('nobody reads the log');
    socket.write(bytes);
    return bytes.length;
  });
}
