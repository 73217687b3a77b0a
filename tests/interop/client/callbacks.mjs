// Methods of the official client that answer by callbacks, made to answer by a promise.
import { File } from 'node:buffer';

const UPLOAD = ['onFileUploadComplete', 'onFileUploadError'];
const DOWNLOAD = ['onFileDownloadComplete', 'onFileDownloadError'];

const BY_CALLBACK = {
  uploadGroupSharedFile: UPLOAD,
  uploadChatRoomSharedFile: UPLOAD,
  downloadGroupSharedFile: DOWNLOAD,
};

export function answersByCallback(method) {
  return Object.hasOwn(BY_CALLBACK, method);
}

// The result is what the callback was given; a downloaded file, its bytes.
export async function callWithCallbacks(client, method, options) {
  const [done, failed] = BY_CALLBACK[method];
  const result = await new Promise((resolve, reject) => {
    client[method]({ ...withFile(options), [done]: resolve, [failed]: reject });
  });
  return result instanceof Blob ? new Uint8Array(await result.arrayBuffer()) : result;
}

function withFile(options) {
  return options.file ? { ...options, file: fileOf(options.file) } : options;
}

// A file as JSON can carry it becomes the object with a File the client wants.
export function fileOf(file) {
  const bytes =
    file.base64 === undefined
      ? Buffer.alloc(file.size ?? 16, 0x61)
      : Buffer.from(file.base64, 'base64');
  const filename = file.filename ?? 'file.bin';
  const type = file.type ?? 'application/octet-stream';
  const data = new File([bytes], filename, { type });
  const filetype = filename.includes('.') ? filename.split('.').pop() : '';
  return { url: '', filename, filetype, data };
}
