/** Uploads in sessions, for profile pictures and examples of templates. Their bytes are not kept. */
import { change, create, read, type StoredTable } from './operation.js';

/**
 * @see "Resumable Upload API" https://developers.facebook.com/docs/graph-api/guides/upload (read 2026-11)
 */
export const uploadTable: StoredTable = {
  'POST /{app-id}/uploads': {
    required: ['file_length', 'file_type'],
    answer: create('upload', { idPrefix: 'upload:' }),
  },
  'POST /{upload-id}': {
    answer: change({
      members: () => ({ isDone: true }),
      answer: ({ id }) => ({ h: `4::${Buffer.from(id).toString('base64url')}` }),
    }),
  },
  'GET /{upload-id}': {
    answer: read(({ id, members }) => ({
      id,
      file_offset: members['isDone'] === true ? Number(members['file_length']) : 0,
    })),
  },
};
