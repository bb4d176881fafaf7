import { workOn } from './kit.ts';

export const parseLargeUpload = workOn('parse-large-upload', {
  slots: 1,
  work: (steps, payload, signal) => steps.parseUpload({ ...payload, signal }),
});
