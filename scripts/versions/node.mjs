import { delimiter, join } from 'node:path';
import { installed } from './install.mjs';

/** The oldest version of each line that package.json's `engines` names, and the newest of those that are maintained. */
export const nodeVersions = ['20.19.0', '22.13.0', '24.11.0', '24.22.3', '26.12.1'];

/** The package with that version of Node.js. Its name has another word for Windows than Node.js has. */
export const packageOf = (platform, architecture) =>
  `node-${platform === 'win32' ? 'win' : platform}-${architecture}`;

/** The environment of a process in which `node` is that version. */
export async function withNode(version) {
  const path = await installed(packageOf(process.platform, process.arch), version);
  return { ...process.env, PATH: `${join(path, 'bin')}${delimiter}${process.env.PATH}` };
}
