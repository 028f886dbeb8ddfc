/** Temporal's side of the scene, for pictures without a Temporal server. */
export function sceneTemporalSide() {
  const startedMs = Date.now();
  const link = (workflowId) => `http://127.0.0.1:8233/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;
  const workflowId = 'whatsapp-conversation:106540352242922:US.15297013';
  return {
    linkTo: link,
    conversation: async () => ({
      workflowId,
      workflowType: 'pizzaBot',
      link: link(workflowId),
      status: 'RUNNING',
      owner: 'bot',
      dialogue: 'onMessage',
      waitsUntilMs: startedMs + 2 * 86_400_000 - 60_000,
      activities: [],
      notes: [],
      cost: {
        actions: 21,
        actionsByKind: { signal: 9, activity: 11, timer: 1 },
        historyEvents: 96,
        historyBytes: 27_500,
        messagesSent: 17,
      },
    }),
  };
}
