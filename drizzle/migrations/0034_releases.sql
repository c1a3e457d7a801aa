CREATE TABLE "agent_releases" (
	"release_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"version" text NOT NULL,
	"channel" text NOT NULL,
	"manifest" text NOT NULL,
	"key_id" text NOT NULL,
	"signature" text NOT NULL,
	"files" jsonb NOT NULL,
	"state" text DEFAULT 'registered' NOT NULL,
	"ring" integer DEFAULT 0 NOT NULL,
	"ring_since" timestamp (3) with time zone,
	"spread_s" integer DEFAULT 600 NOT NULL,
	"reason" text,
	"registered_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"registered_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_releases_version_key" UNIQUE("version"),
	CONSTRAINT "agent_releases_bounds" CHECK ("agent_releases"."ring" between 0 and 3 and "agent_releases"."spread_s" between 0 and 86400 and length("agent_releases"."manifest") <= 16384 and length("agent_releases"."reason") <= 300),
	CONSTRAINT "agent_releases_state" CHECK ("agent_releases"."state" in ('registered', 'rolling', 'halted', 'recalled'))
);
--> statement-breakpoint
ALTER TABLE "agent_releases" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "asset_updates" (
	"release_id" uuid NOT NULL,
	"asset_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"from_version" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "asset_updates_release_id_asset_id_pk" PRIMARY KEY("release_id","asset_id"),
	CONSTRAINT "asset_updates_state" CHECK ("asset_updates"."state" in ('taken', 'restarting', 'updated', 'failed', 'refused', 'unable', 'gone_back')),
	CONSTRAINT "asset_updates_lengths" CHECK (length("asset_updates"."reason") <= 200 and length("asset_updates"."from_version") <= 40)
);
--> statement-breakpoint
ALTER TABLE "asset_updates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "agent_releases" ADD CONSTRAINT "agent_releases_registered_by_users_user_id_fk" FOREIGN KEY ("registered_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_updates" ADD CONSTRAINT "asset_updates_release_id_agent_releases_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."agent_releases"("release_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_updates" ADD CONSTRAINT "asset_updates_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "asset_updates_asset_idx" ON "asset_updates" USING btree ("asset_id","client_id");--> statement-breakpoint
CREATE INDEX "asset_updates_state_idx" ON "asset_updates" USING btree ("release_id","state","updated_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE POLICY "agent_releases_select_users" ON "agent_releases" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "agent_releases_insert_users" ON "agent_releases" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()) and registered_by = (select app.user_id()) and ring = 0);--> statement-breakpoint
CREATE POLICY "agent_releases_update_users" ON "agent_releases" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "asset_updates_select_users" ON "asset_updates" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));