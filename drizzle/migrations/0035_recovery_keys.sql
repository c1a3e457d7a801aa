CREATE TABLE "bitlocker_keys" (
	"bitlocker_key_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"asset_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"volume_id" text NOT NULL,
	"mount" text,
	"protector_id" text NOT NULL,
	"escrow_key_id" text NOT NULL,
	"sealed" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"reveals" integer DEFAULT 0 NOT NULL,
	"last_revealed_at" timestamp (3) with time zone,
	"last_revealed_by_name" text,
	CONSTRAINT "bitlocker_keys_place_key" UNIQUE("asset_id","volume_id","protector_id","escrow_key_id"),
	CONSTRAINT "bitlocker_keys_sealed" CHECK ("bitlocker_keys"."sealed" ~ '^[A-Za-z0-9_-]{100,400}$')
);
--> statement-breakpoint
ALTER TABLE "bitlocker_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "bitlocker_keys" ADD CONSTRAINT "bitlocker_keys_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "bitlocker_keys_select_users" ON "bitlocker_keys" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "bitlocker_keys_select_jobs" ON "bitlocker_keys" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "bitlocker_keys_insert_jobs" ON "bitlocker_keys" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "bitlocker_keys_update_jobs" ON "bitlocker_keys" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet')) WITH CHECK ((select app.job()) in ('fleet'));