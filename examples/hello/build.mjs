/** Makes dist/ from the sources: the same commit always gives the same bytes. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const file of ['server.mjs', 'activate', 'activate.mjs', 'ask.mjs'])
  copyFileSync(file, `dist/${file}`);
chmodSync('dist/activate', 0o755);

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const release = { version, commit: process.env.SLIPWAY_COMMIT ?? 'unknown' };
writeFileSync('dist/release.json', `${JSON.stringify(release)}\n`);
console.log(`dist/ holds hello ${version}, commit ${release.commit}`);
