/** What the scene needs of an emulator: its `info`. */
export interface SceneEmulator {
  graphUrl: string;
  accessToken: string;
  wabaId: string;
}

/** Plays every kind of message. The result has the user, the number, and the ids of what was sent by name. */
export function playScene(
  emulator: SceneEmulator,
): Promise<{ userId: string; phoneNumberId: string; sent: Record<string, string> }>;
