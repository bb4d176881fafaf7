import { workOn } from './kit.ts';

export const applyChunk = workOn('apply-chunk', {
  slots: 2,
  work: (steps, payload) => steps.applyChunk(payload),
});
