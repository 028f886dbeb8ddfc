/** What a user can write: short forms for the usual messages, Meta's own shape for every other. */
import { z } from 'zod';
import { phoneNumberSchema, userIdSchema } from '../../../common/ids/user-reference.js';
import { delegate } from '../../../common/schema/delegate.js';
import { mustBe } from '../../../common/schema/fields.js';

/** The message that an inbound message answers or, for a tap, that carried the button. */
export interface InboundContext {
  /** Id of that message: `wamid.…`. */
  messageId: string;
}

/** Who writes, to which number, and when. One of `from` and `userId` is required. */
export interface InboundSender {
  /** The user's phone number, in any notation. */
  from?: string;
  /**
   * The user's business-scoped user id. Without `from` the webhook carries no phone number. As at Meta it does so all
   * the same when the business number has used that number in the last 30 days.
   */
  userId?: string;
  /** Profile name. @default the name the user had before, else `User` and the last four characters of the id */
  name?: string;
  /** The user's username. @default none */
  username?: string;
  /** Id of the number that the user writes to. @default the emulator's first number */
  phoneNumberId?: string;
  /** Message id; the same one twice is a duplicate, as Meta redelivers it. @default a new one */
  messageId?: string;
  /** Time at which it was written, in Unix seconds. @default now */
  timestamp?: string | number;
  /** The message that this one answers. @default none */
  context?: InboundContext;
  /** Id of the group in which it is written; the user has joined it. @default none: it is for the number alone */
  groupId?: string;
}

/** A file of the user. The emulator keeps it as media that can be downloaded for seven days. */
export interface InboundFile {
  /** The bytes, or base64 of them. */
  bytes: Uint8Array | string;
  /** Media type, such as `image/png`. */
  mimeType: string;
  /** Text below an image, a video or a document. */
  caption?: string;
  /** Name of a document. */
  filename?: string;
  /** Whether an audio file is a voice message. */
  voice?: boolean;
  /** Whether a sticker is animated. */
  animated?: boolean;
}

/** A tap on a reply button of an interactive message. */
export interface InboundButtonReply {
  /** Id of the button, as the message gave it. */
  id: string;
  /** Text on the button. */
  title: string;
}

/** A choice from a list message. */
export interface InboundListReply extends InboundButtonReply {
  /** Second line of the row. */
  description?: string;
}

/** A tap on a quick reply button of a template. */
export interface InboundTemplateButton {
  /** Text on the button. */
  text: string;
  /** The payload that the business gave the button. @default the text */
  payload?: string;
}

/** A flow that the user has finished. */
export interface InboundFlowReply {
  /** The answers, as JSON values by name. */
  response: Record<string, unknown>;
  /** Text of the answer. @default 'Sent' */
  body?: string;
}

/** A reaction of the user to a message. */
export interface InboundReaction {
  /** Id of the message. */
  messageId: string;
  /** The emoji. An empty or absent one removes the reaction. */
  emoji?: string;
}

/** A place that the user shares. */
export interface InboundLocation {
  /** Degrees from -90 to 90. */
  latitude: number;
  /** Degrees from -180 to 180. */
  longitude: number;
  /** Name of the place. */
  name?: string;
  /** Address of the place. */
  address?: string;
}

/** A message in a short form: a sender, and exactly one kind of content. */
export interface InboundShortForm extends InboundSender {
  /** A text. */
  text?: string;
  /** An image. */
  image?: InboundFile;
  /** A video. */
  video?: InboundFile;
  /** An audio file or, with `voice`, a voice message. */
  audio?: InboundFile;
  /** A document. */
  document?: InboundFile;
  /** A sticker. */
  sticker?: InboundFile;
  /** A tap on a reply button of an interactive message. */
  buttonReply?: InboundButtonReply;
  /** A choice from a list message. */
  listReply?: InboundListReply;
  /** A tap on a quick reply button of a template. */
  templateButton?: InboundTemplateButton;
  /** The answers of a finished flow. */
  flowReply?: InboundFlowReply;
  /** A reaction to a message. */
  reaction?: InboundReaction;
  /** A place. */
  location?: InboundLocation;
  /** Contacts in Meta's shape. */
  contacts?: Record<string, unknown>[];
  /** An order in Meta's shape. */
  order?: Record<string, unknown>;
}

/** A message in Meta's shape, for kinds that have no short form: `type` and the member of that name. */
export interface InboundWireForm extends InboundSender {
  /** Kind of the message, as webhooks name it. */
  type: string;
  /** The member that `type` names, and any other member of the webhook's message. */
  [member: string]: unknown;
}

/** A message of a user: `{ from: '+49 170 1234567', text: 'Hi' }`, or Meta's shape with `type`. */
export type InboundMessage = InboundShortForm | InboundWireForm;

const mediaType = 'a media type such as image/png';
const base64 = 'bytes, or base64 of them';

const bytesSchema = z.union(
  [
    z.instanceof(Uint8Array),
    z.base64(mustBe(base64)).transform((encoded) => new Uint8Array(Buffer.from(encoded, 'base64'))),
  ],
  mustBe(base64),
);

const fileSchema = z.strictObject(
  {
    bytes: bytesSchema,
    mimeType: z.string(mustBe(mediaType)).regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+[\x20-\x7e]*$/, mustBe(mediaType)),
    caption: text().optional(),
    filename: text().optional(),
    voice: z.boolean(mustBe('true or false')).optional(),
    animated: z.boolean(mustBe('true or false')).optional(),
  },
  shape('bytes and mimeType'),
);

const contents = {
  text: text(),
  image: fileSchema,
  video: fileSchema,
  audio: fileSchema,
  document: fileSchema,
  sticker: fileSchema,
  buttonReply: z.strictObject({ id: text(), title: text() }, shape('id and title')),
  listReply: z.strictObject({ id: text(), title: text(), description: text().optional() }, shape('id and title')),
  templateButton: z.strictObject({ text: text(), payload: text().optional() }, shape('text')),
  flowReply: z.strictObject({ response: jsonObject(), body: text().optional() }, shape('response')),
  reaction: z.strictObject({ messageId: text(), emoji: text().optional() }, shape('messageId')),
  location: z.strictObject(
    { latitude: degrees(), longitude: degrees(), name: text().optional(), address: text().optional() },
    shape('latitude and longitude'),
  ),
  contacts: z.array(jsonObject(), mustBe('a list of contacts')),
  order: jsonObject(),
};

const sender = {
  from: phoneNumberSchema.optional(),
  userId: userIdSchema.optional(),
  name: z.string().optional(),
  username: z.string().optional(),
  phoneNumberId: z.string().optional(),
  messageId: z.string().optional(),
  timestamp: z.union([z.string(), z.number()]).optional(),
  context: z.strictObject({ messageId: z.string() }).optional(),
  groupId: z.string().optional(),
};

export const shortForms = z
  .strictObject({ ...sender, ...allOptional(contents) })
  .refine((message) => contentKinds(message).length === 1, {
    error: `must have exactly one of ${Object.keys(contents).join(', ')}; or "type" and the content in Meta's shape`,
  });

const wireForm = z.looseObject({ ...sender, type: text() });

/** The problems are those of the form that is meant: a message in Meta's shape has a `type`. */
export const inboundMessageSchema = z
  .looseObject({}, mustBe('a message'))
  .transform(
    (message, context) => delegate('type' in message ? wireForm : shortForms, message, context) as ParsedMessage,
  )
  .refine((message) => message.from !== undefined || message.userId !== undefined, {
    error: 'must have a sender: a phone number in "from" or a business-scoped user id in "userId"',
  });

type ParsedMessage = z.output<typeof wireForm> | z.output<typeof shortForms>;
export type ParsedInboundMessage = z.output<typeof inboundMessageSchema>;
export type ParsedShortForm = z.output<typeof shortForms>;
export type ParsedInboundFile = z.output<typeof fileSchema>;

export function isWireForm(message: ParsedInboundMessage): message is z.output<typeof wireForm> {
  return 'type' in message;
}

/** Members of a message in Meta's shape that are about the sender, not the content. */
export const senderKeys: readonly string[] = Object.keys(sender);

function text(): z.ZodString {
  return z.string(mustBe('a text'));
}

function degrees(): z.ZodNumber {
  return z.number(mustBe('degrees as a number'));
}

function jsonObject(): z.ZodRecord<z.ZodString, ReturnType<typeof z.json>> {
  return z.record(z.string(), z.json(), mustBe('an object in JSON'));
}

/** Names the members that are required. What zod says of a member that it does not know is left as it is. */
function shape(members: string): { error: (issue: { code?: string; input?: unknown }) => string | undefined } {
  const { error } = mustBe(`an object with ${members}`);
  return { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : error(issue)) };
}

function contentKinds(message: object): string[] {
  return Object.keys(contents).filter((kind) => (message as Record<string, unknown>)[kind] !== undefined);
}

type OptionalShape<Shape extends Record<string, z.ZodType>> = { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> };

function allOptional<Shape extends Record<string, z.ZodType>>(shape: Shape): OptionalShape<Shape> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [key, schema.optional()]),
  ) as OptionalShape<Shape>;
}
