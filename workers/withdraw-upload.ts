import { workOn } from './kit.ts';

export const withdrawUpload = workOn('withdraw-upload', {
  slots: 1,
  work: (steps, payload, signal) => steps.withdrawUpload({ ...payload, signal }),
});
