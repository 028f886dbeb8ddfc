import type { TemporalSide } from '../../src/emulator/index.js';

/** Temporal's side of the scene, for pictures without a Temporal server. */
export function sceneTemporalSide(): TemporalSide;
