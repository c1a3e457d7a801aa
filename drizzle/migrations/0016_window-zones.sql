ALTER TABLE "maintenance_windows" ADD COLUMN "timezone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_zone" CHECK ((timestamptz '2026-01-01' at time zone "maintenance_windows"."timezone") is not null);--> statement-breakpoint
UPDATE "maintenance_windows" w SET "timezone" = c."timezone" FROM "clients" c WHERE c."client_id" = w."client_id";
