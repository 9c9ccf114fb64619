import { createProgress } from '../../src/cli/output/progress';

function written(isTTY: boolean) {
  const texts: string[] = [];
  return { texts, progress: createProgress({ isTTY, write: (text) => texts.push(text) }) };
}

describe('progress', () => {
  it('is a bar on a terminal, drawn over in one line', async () => {
    const { texts, progress } = written(true);
    const result = await progress('cases started', 4, (tell) => {
      tell(2);
      tell(4);
      return Promise.resolve('done');
    });

    expect(result).toBe('done');
    expect(texts).toEqual([
      '\r\u001b[Kcases started [..............................] 0/4',
      '\r\u001b[Kcases started [###############...............] 2/4',
      '\r\u001b[Kcases started [##############################] 4/4',
      '\n',
    ]);
  });

  it('ends its line before an error is printed', async () => {
    const { texts, progress } = written(true);
    const failing = progress('tickets read', 4, () => Promise.reject(new Error('no')));

    await expect(failing).rejects.toThrow('no');
    expect(texts.at(-1)).toBe('\n');
  });

  it('is a few plain lines in a log', async () => {
    const { texts, progress } = written(false);
    await progress('cases started', 1_000, (tell) => {
      for (let done = 1; done <= 1_000; done += 1) tell(done);
      return Promise.resolve();
    });

    expect(texts).toHaveLength(10);
    expect(texts.at(0)).toBe('cases started: 100 of 1000\n');
    expect(texts.at(-1)).toBe('cases started: 1000 of 1000\n');
  });

  it('counts where nobody knows how many there are', async () => {
    const { texts, progress } = written(false);
    await progress('At-Risk tickets found', 0, (tell) => {
      tell(200);
      tell(350);
      return Promise.resolve();
    });

    expect(texts).toEqual(['At-Risk tickets found: 200\n', 'At-Risk tickets found: 350\n']);
  });
});
