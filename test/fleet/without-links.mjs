// Loaded before the program: a file system that refuses hard links, such as SMB or many FUSE volumes.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const refuse = () => {
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
};
fs.linkSync = refuse;
fs.promises.link = refuse;
fs.link = (...args) => args.at(-1)(Object.assign(new Error('EPERM'), { code: 'EPERM' }));
syncBuiltinESMExports();
