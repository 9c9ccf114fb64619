// How to start npm. npm says where it lives when it started us; otherwise it is found on PATH.
export function npmCommand(args) {
  const { npm_execpath: cli } = process.env;
  const [command, first] = cli?.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []];
  return { command, args: [...first, ...args], shell: process.platform === 'win32' && command === 'npm' };
}
