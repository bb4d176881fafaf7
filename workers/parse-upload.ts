import { workOn } from './kit.ts';

export const parseUpload = workOn('parse-upload', {
  slots: 4,
  work: (steps, payload, signal) => steps.parseUpload({ ...payload, signal }),
});
