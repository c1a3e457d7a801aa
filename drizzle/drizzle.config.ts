// Generator settings: `npm run db:generate -- --name what-changed` writes the next migration.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({ dialect: 'postgresql', schema: './drizzle/schema/index.ts', out: './drizzle/migrations', entities: { roles: { provider: 'neon' } } });
