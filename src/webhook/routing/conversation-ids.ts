/** The workflow ids of conversations. One that was made before is the same text, whose hash is known. */
import { conversationWorkflowId } from '../../common/ids/workflow-ids.js';

/** How many are kept; then all are made anew. */
const maxKept = 10_000;

/** Making and hashing the ids of a batch of 100 takes a third of its routing. */
export class ConversationIds {
  private readonly byNumber = new Map<string, Map<string, string>>();
  /** How many are kept now. */
  size = 0;

  find(phoneNumberId: string, userKey: string): string {
    const known = this.byNumber.get(phoneNumberId)?.get(userKey);
    return known ?? this.add(phoneNumberId, userKey);
  }

  private add(phoneNumberId: string, userKey: string): string {
    if (this.size === maxKept) this.clear();
    const id = conversationWorkflowId(phoneNumberId, userKey);
    const ofNumber = this.byNumber.get(phoneNumberId) ?? new Map<string, string>();
    this.byNumber.set(phoneNumberId, ofNumber.set(userKey, id));
    this.size += 1;
    return id;
  }

  private clear(): void {
    this.byNumber.clear();
    this.size = 0;
  }
}
