// File names of attachments made harmless: no path, no control or bidi characters, a bounded length, never empty.
import { storableLine, withoutBidi } from './storable-text.ts';

const extensionByType: Record<string, string> = {
  'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg', 'image/jpg': 'jpg', 'image/pjpeg': 'jpg', 'image/tiff': 'tif', 'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'video/mp4': 'mp4', 'application/json': 'json', 'application/xml': 'xml', 'text/xml': 'xml', 'application/gzip': 'gz', 'image/gif': 'gif', 'image/webp': 'webp', 'image/bmp': 'bmp',
  'image/svg+xml': 'svg', 'text/plain': 'txt', 'text/html': 'html', 'text/csv': 'csv', 'text/calendar': 'ics', 'application/zip': 'zip',
  'message/rfc822': 'eml', 'message/delivery-status': 'txt', 'message/global-delivery-status': 'txt', 'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt', 'text/rfc822-headers': 'txt', 'application/pgp-signature': 'asc', 'application/pgp-encrypted': 'asc',
  'application/pkcs7-mime': 'p7m', 'application/pkcs7-signature': 'p7s', 'application/ms-tnef': 'dat', 'text/vcard': 'vcf', 'text/x-vcard': 'vcf',
};

const lengthMax = 200;

/** A declared file name as it may be stored and offered; null when nothing of it is left. */
export function cleanFileName(declared: string): string | null {
  let name = withoutBidi(storableLine(declared, 2000));
  const cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
  if (cut >= 0) name = name.slice(cut + 1);
  name = name.replace(/[<>:"|?*\u200b\ufeff]/g, '_').replace(/^[\s.]+|[\s.]+$/g, '');
  if (name.length > lengthMax) {
    const dot = name.lastIndexOf('.');
    const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
    name = storableLine(name.slice(0, lengthMax - extension.length)) + extension;
  }
  return name === '' ? null : name;
}

/** A name for a part that declares none; `index` counts attachments from 1. */
export function inventedFileName(mime: string, index: number): string {
  if (mime === 'message/rfc822' || mime === 'message/global') return `message-${index}.eml`;
  if (mime === 'text/calendar' || mime === 'application/ics') return 'invite.ics';
  if (mime === 'message/delivery-status' || mime === 'message/global-delivery-status') return 'delivery-status.txt';
  if (mime === 'text/rfc822-headers') return 'headers.txt';
  if (mime === 'application/ms-tnef') return 'winmail.dat';
  return `attachment-${index}.${extensionByType[mime] ?? 'bin'}`;
}
