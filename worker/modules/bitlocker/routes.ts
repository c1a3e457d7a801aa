// Routes of encrypted volumes and their recovery keys.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { RecoveryKeySettingsBody, RevealKey, RotateKey } from './contract.ts';
import { readEncryption } from './read-encryption.ts';
import { readRecoveryKeySettings, writeRecoveryKeySettings } from './recovery-key-settings.ts';
import { revealRecoveryKey } from './reveal-key.ts';
import { rotateRecoveryKey } from './rotate-key.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['bitlocker'] });

export const bitlockerRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id', about('How the volumes of a machine are protected, and which recovery keys are kept'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readEncryption(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/reveal', about('One recovery key, for a reason and the own password; it is written down who saw it'), validate('param', idParam), validate('json', RevealKey), async (c) =>
    ok(c, unwrap(c, await revealRecoveryKey(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200))
  .post('/:id/rotate', about('Put another recovery key in the place of one'), validate('param', idParam), validate('json', RotateKey), async (c) =>
    ok(c, unwrap(c, await rotateRecoveryKey(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json').bitlocker_key_id)), 201));

// Other switches stand under the same address.
export const recoveryKeySettingRoutes = new Hono<AppEnv>()
  .get('/recovery-keys', authenticate, about('Who may see recovery keys'), async (c) => ok(c, unwrap(c, await readRecoveryKeySettings(c.var.deps, c.var.actor)), 200))
  .put('/recovery-keys', authenticate, about('Change who may see recovery keys'), validate('json', RecoveryKeySettingsBody), async (c) =>
    ok(c, unwrap(c, await writeRecoveryKeySettings(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'settings saved'));
