CREATE TABLE "ignored_devices" (
	"client_id" uuid NOT NULL,
	"mac" text NOT NULL,
	"ignored_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ignored_devices_client_id_mac_pk" PRIMARY KEY("client_id","mac"),
	CONSTRAINT "ignored_devices_mac" CHECK ("ignored_devices"."mac" ~ '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$')
);
--> statement-breakpoint
ALTER TABLE "ignored_devices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "ignored_devices" ADD CONSTRAINT "ignored_devices_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ignored_devices" ADD CONSTRAINT "ignored_devices_ignored_by_users_user_id_fk" FOREIGN KEY ("ignored_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ignored_devices_by_idx" ON "ignored_devices" USING btree ("ignored_by");--> statement-breakpoint
CREATE POLICY "ignored_devices_select_users" ON "ignored_devices" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ignored_devices_insert_users" ON "ignored_devices" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and ignored_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ignored_devices_delete_users" ON "ignored_devices" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()));