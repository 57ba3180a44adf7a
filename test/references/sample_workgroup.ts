// The same as the private kernel's.
export { samplePrivate as sampleWorkgroup } from './sample_private.ts';
