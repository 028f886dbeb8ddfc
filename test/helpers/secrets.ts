/** Values that must never be found in a history. The scan in test/after looks for them in every event. */

/** The two-step PIN that the tests register numbers with. */
export const testPin = '739146';

/** Stands at the start of the content of every file that the tests upload. */
export const fileMarker = 'FILE-BYTES-MUST-NOT-BE-IN-A-HISTORY';

/** Every access token of an emulator in the tests starts with this. */
export const tokenMarker = 'EAATESTTOKEN';
