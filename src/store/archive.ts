/** Artifacts as archives in the format of tar. */
export { packArchive } from './archive/pack.ts';
export { unpackArchive } from './archive/unpack.ts';
