export const messageStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const;

/** A status of a message that can be waited for. Meta may send others; they are delivered as they are. */
export type MessageStatus = (typeof messageStatuses)[number];
