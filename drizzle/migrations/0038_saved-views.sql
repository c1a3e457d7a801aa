DROP POLICY "saved_views_select_users" ON "saved_views" CASCADE;--> statement-breakpoint
DROP POLICY "saved_views_insert_users" ON "saved_views" CASCADE;--> statement-breakpoint
DROP POLICY "saved_views_update_users" ON "saved_views" CASCADE;--> statement-breakpoint
DROP POLICY "saved_views_delete_users" ON "saved_views" CASCADE;--> statement-breakpoint
DROP TABLE "saved_views" CASCADE;