/** What a user can write: short forms for the usual messages, Meta's own shape for every other. */
import { z } from 'zod';

const bytesSchema = z.union([
  z.instanceof(Uint8Array),
  z.base64('must be bytes, or base64 of them').transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
]);

/** A file of the user. The emulator keeps it as media that can be downloaded for seven days. */
const fileSchema = z.strictObject({
  /** Base64 over HTTP. */
  bytes: bytesSchema,
  mimeType: z.string(),
  caption: z.string().optional(),
  filename: z.string().optional(),
  /** A voice note. */
  voice: z.boolean().optional(),
  animated: z.boolean().optional(),
});

const contents = {
  text: z.string(),
  image: fileSchema,
  video: fileSchema,
  audio: fileSchema,
  document: fileSchema,
  sticker: fileSchema,
  /** A tap on a reply button of an interactive message. */
  buttonReply: z.strictObject({ id: z.string(), title: z.string() }),
  /** A choice from a list message. */
  listReply: z.strictObject({ id: z.string(), title: z.string(), description: z.string().optional() }),
  /** A tap on a quick reply button of a template. */
  templateButton: z.strictObject({ text: z.string(), payload: z.string().optional() }),
  /** The answers of a finished flow. */
  flowReply: z.strictObject({ response: z.record(z.string(), z.json()), body: z.string().optional() }),
  /** An empty or absent emoji removes the reaction. */
  reaction: z.strictObject({ messageId: z.string(), emoji: z.string().optional() }),
  location: z.strictObject({
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  contacts: z.array(z.record(z.string(), z.json())),
  order: z.record(z.string(), z.json()),
};

const sender = {
  /** Phone number in any notation. One of `from` and `userId` is required. */
  from: z.string().optional(),
  /** Business-scoped user id. Without `from` the webhook carries no phone number at all. */
  userId: z.string().optional(),
  /** Profile name. @default the name the user had before, else `User` and the last four characters of the id */
  name: z.string().optional(),
  username: z.string().optional(),
  /** The number that the user writes to. @default the emulator's first number */
  phoneNumberId: z.string().optional(),
  /** Message id; the same one twice is a duplicate, as Meta redelivers it. @default a new one */
  messageId: z.string().optional(),
  /** Unix seconds. @default now */
  timestamp: z.union([z.string(), z.number()]).optional(),
  /** The message that this one answers or, for a tap, that carried the button. */
  context: z.strictObject({ messageId: z.string() }).optional(),
};

const shortForms = z
  .strictObject({ ...sender, ...optionalOf(contents) })
  .refine((message) => kindsOf(message).length === 1, {
    error: `must have exactly one of ${Object.keys(contents).join(', ')}; or "type" and the content in Meta's shape`,
  });

/** `type` and the member of that name as webhooks carry them, for kinds that have no short form. */
const wireForm = z.looseObject({ ...sender, type: z.string() });

export const inboundMessageSchema = z
  .union([wireForm, shortForms])
  .refine((message) => message.from !== undefined || message.userId !== undefined, {
    error: 'must have a sender: a phone number in "from" or a business-scoped user id in "userId"',
  });

export type InboundMessage = z.input<typeof inboundMessageSchema>;
export type ParsedInboundMessage = z.output<typeof inboundMessageSchema>;
export type InboundShortForm = z.output<typeof shortForms>;
export type InboundFile = z.output<typeof fileSchema>;

export function isWireForm(message: ParsedInboundMessage): message is z.output<typeof wireForm> {
  return 'type' in message;
}

/** Members of a message in Meta's shape that are about the sender, not the content. */
export const senderKeys: readonly string[] = Object.keys(sender);

function kindsOf(message: object): string[] {
  return Object.keys(contents).filter((kind) => (message as Record<string, unknown>)[kind] !== undefined);
}

type OptionalShape<Shape extends Record<string, z.ZodType>> = { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> };

function optionalOf<Shape extends Record<string, z.ZodType>>(shape: Shape): OptionalShape<Shape> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [key, schema.optional()]),
  ) as OptionalShape<Shape>;
}
