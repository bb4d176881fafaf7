import { workOn } from './kit.ts';

export const finishUpload = workOn('finish-upload', {
  slots: 4,
  work: (steps, payload) => steps.finishUpload(payload),
});
