CREATE TABLE "agent_enrollment_tokens" (
	"token_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"token_hint" text NOT NULL,
	"platform" text,
	"holds" boolean DEFAULT false NOT NULL,
	"max_uses" integer DEFAULT 100 NOT NULL,
	"uses" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_enrollment_tokens_hash_key" UNIQUE("token_hash"),
	CONSTRAINT "agent_enrollment_tokens_uses" CHECK ("agent_enrollment_tokens"."uses" between 0 and "agent_enrollment_tokens"."max_uses" and "agent_enrollment_tokens"."max_uses" between 1 and 10000),
	CONSTRAINT "agent_enrollment_tokens_platform" CHECK ("agent_enrollment_tokens"."platform" in ('windows', 'linux', 'macos'))
);
--> statement-breakpoint
ALTER TABLE "agent_enrollment_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agent_metrics" (
	"asset_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"samples" integer NOT NULL,
	"cpu_avg" double precision NOT NULL,
	"cpu_max" double precision NOT NULL,
	"memory_avg" double precision NOT NULL,
	"memory_max" double precision NOT NULL,
	"disks" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"rx_avg" double precision,
	"tx_avg" double precision,
	CONSTRAINT "agent_metrics_asset_id_hour_pk" PRIMARY KEY("asset_id","hour")
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
ALTER TABLE "agent_metrics" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "asset_inventory" (
	"inventory_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"asset_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"class" text NOT NULL,
	"sha256" text NOT NULL,
	"content" jsonb NOT NULL,
	"is_current" boolean DEFAULT true NOT NULL,
	"collected_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "asset_inventory" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "assets" (
	"asset_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"name" text NOT NULL,
	"asset_type" text DEFAULT 'desktop' NOT NULL,
	"lifecycle" text DEFAULT 'active' NOT NULL,
	"enrolment" text DEFAULT 'none' NOT NULL,
	"agent_status" text,
	"presence_revision" integer DEFAULT 0 NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"offline_since" timestamp (3) with time zone,
	"platform" text,
	"hostname" text,
	"agent_version" text,
	"public_key" text,
	"hardware_uuid" text,
	"serial" text,
	"manufacturer" text,
	"model" text,
	"os_name" text,
	"os_version" text,
	"cpu_name" text,
	"memory_bytes" bigint,
	"disk_bytes" bigint,
	"ip_address" text,
	"mac_addresses" text[] DEFAULT '{}'::text[] NOT NULL,
	"logged_in_user" text,
	"assigned_person" text,
	"notes" text,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"purchased_on" date,
	"warranty_until" date,
	"config_revision" integer DEFAULT 1 NOT NULL,
	"enrolled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "assets_client_key" UNIQUE("asset_id","client_id"),
	CONSTRAINT "assets_public_key" UNIQUE("public_key"),
	CONSTRAINT "assets_name_length" CHECK (length("assets"."name") between 1 and 255),
	CONSTRAINT "assets_type" CHECK ("assets"."asset_type" in ('desktop', 'laptop', 'server', 'printer', 'network_device', 'mobile_device', 'software', 'other')),
	CONSTRAINT "assets_lifecycle" CHECK ("assets"."lifecycle" in ('active', 'in_repair', 'retired')),
	CONSTRAINT "assets_enrolment" CHECK ("assets"."enrolment" in ('none', 'held', 'active', 'revoked')),
	CONSTRAINT "assets_agent_status" CHECK ("assets"."agent_status" in ('installing', 'online', 'offline', 'maintenance', 'error')),
	CONSTRAINT "assets_platform" CHECK ("assets"."platform" in ('windows', 'linux', 'macos')),
	CONSTRAINT "assets_agent_has_key" CHECK (("assets"."enrolment" = 'none') = ("assets"."public_key" is null))
);
--> statement-breakpoint
ALTER TABLE "assets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "enrollment_attempts" (
	"attempt_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_id" uuid,
	"client_id" uuid,
	"asset_id" uuid,
	"outcome" text NOT NULL,
	"address" text,
	"hostname" text,
	"public_key" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "enrollment_attempts_outcome" CHECK ("enrollment_attempts"."outcome" in ('enrolled', 'again', 'held', 'unknown_token', 'expired', 'revoked', 'used_up', 'wrong_platform', 'wrong_client', 'bad_proof', 'network_refused', 'machine_revoked'))
);
--> statement-breakpoint
ALTER TABLE "enrollment_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agent_script_versions" (
	"version_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content" text NOT NULL,
	"sha256" text NOT NULL,
	"parameters" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"requires_admin" boolean DEFAULT false NOT NULL,
	"limits" jsonb NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"approval_sha256" text,
	"change_note" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"submitted_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text,
	CONSTRAINT "agent_script_versions_key" UNIQUE("script_id","version"),
	CONSTRAINT "agent_script_versions_state" CHECK ("agent_script_versions"."state" in ('draft', 'submitted', 'approved', 'rejected')),
	CONSTRAINT "agent_script_versions_sha" CHECK ("agent_script_versions"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "agent_script_versions_content" CHECK (octet_length("agent_script_versions"."content") between 1 and 262144),
	CONSTRAINT "agent_script_versions_approved" CHECK ("agent_script_versions"."state" <> 'approved' or ("agent_script_versions"."approval_sha256" is not null and "agent_script_versions"."decided_by" is not null))
);
--> statement-breakpoint
ALTER TABLE "agent_script_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agent_scripts" (
	"script_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"script_type" text NOT NULL,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "agent_scripts_name_length" CHECK (length("agent_scripts"."name") between 1 and 200),
	CONSTRAINT "agent_scripts_type" CHECK ("agent_scripts"."script_type" in ('powershell', 'batch', 'bash', 'python'))
);
--> statement-breakpoint
ALTER TABLE "agent_scripts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "script_executions" (
	"execution_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"asset_id" uuid NOT NULL,
	"run_id" uuid,
	"wave" integer DEFAULT 0 NOT NULL,
	"kind" text NOT NULL,
	"lane" text DEFAULT 'script' NOT NULL,
	"title" text NOT NULL,
	"script_id" uuid,
	"version_id" uuid,
	"script_sha256" text,
	"approval_sha256" text,
	"arguments" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"secret_arguments" jsonb,
	"run_as" text DEFAULT 'user' NOT NULL,
	"limits" jsonb NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"ticket_id" uuid,
	"requested_by" uuid NOT NULL,
	"requested_by_name" text NOT NULL,
	"approved_by" uuid,
	"approved_by_name" text,
	"exit_code" bigint,
	"duration_ms" bigint,
	"output_bytes" bigint DEFAULT 0 NOT NULL,
	"output_sha256" text,
	"output_tail" text DEFAULT '' NOT NULL,
	"is_truncated" boolean DEFAULT false NOT NULL,
	"dispatched_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "script_executions_status" CHECK ("script_executions"."status" in ('queued', 'delivered', 'running', 'completed', 'failed', 'timeout', 'refused', 'cancelled', 'expired', 'interrupted')),
	CONSTRAINT "script_executions_kind" CHECK ("script_executions"."kind" in ('script', 'inventory', 'service', 'reboot')),
	CONSTRAINT "script_executions_lane" CHECK ("script_executions"."lane" in ('script', 'control')),
	CONSTRAINT "script_executions_run_as" CHECK ("script_executions"."run_as" in ('user', 'system'))
);
--> statement-breakpoint
ALTER TABLE "script_executions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "script_runs" (
	"run_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text DEFAULT 'script' NOT NULL,
	"script_id" uuid,
	"version_id" uuid,
	"title" text NOT NULL,
	"machines" integer NOT NULL,
	"waves" jsonb NOT NULL,
	"wave" integer DEFAULT 0 NOT NULL,
	"failure_percent_max" integer DEFAULT 20 NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"state_reason" text,
	"requested_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "script_runs_state" CHECK ("script_runs"."state" in ('running', 'paused', 'done', 'stopped', 'cancelled')),
	CONSTRAINT "script_runs_kind" CHECK ("script_runs"."kind" in ('script', 'inventory', 'service', 'reboot'))
);
--> statement-breakpoint
ALTER TABLE "script_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"rule_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"site_id" uuid,
	"asset_id" uuid,
	"name" text NOT NULL,
	"metric" text NOT NULL,
	"operator" text DEFAULT '>=' NOT NULL,
	"threshold" double precision NOT NULL,
	"hysteresis" double precision DEFAULT 0 NOT NULL,
	"need" integer DEFAULT 3 NOT NULL,
	"of" integer DEFAULT 3 NOT NULL,
	"target" text,
	"asset_types" text[] DEFAULT '{}'::text[] NOT NULL,
	"priority" "ticket_priority" DEFAULT 'media' NOT NULL,
	"category_id" uuid,
	"opens_ticket" boolean DEFAULT true NOT NULL,
	"resolves_ticket" boolean DEFAULT false NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "alert_rules_scope" CHECK (("alert_rules"."site_id" is null and "alert_rules"."asset_id" is null) or "alert_rules"."client_id" is not null),
	CONSTRAINT "alert_rules_counts" CHECK ("alert_rules"."need" between 1 and "alert_rules"."of" and "alert_rules"."of" <= 60),
	CONSTRAINT "alert_rules_operator" CHECK ("alert_rules"."operator" in ('>=', '<=')),
	CONSTRAINT "alert_rules_metric" CHECK ("alert_rules"."metric" in ('cpu', 'memory', 'disk', 'offline', 'service', 'swap'))
);
--> statement-breakpoint
ALTER TABLE "alert_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "alerts" (
	"alert_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"asset_id" uuid,
	"rule_id" uuid,
	"kind" text DEFAULT 'metric' NOT NULL,
	"opening" text NOT NULL,
	"metric" text NOT NULL,
	"target" text,
	"value" double precision,
	"threshold" double precision,
	"samples" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"priority" "ticket_priority" DEFAULT 'media' NOT NULL,
	"ticket_id" uuid,
	"suppressed_by" uuid,
	"folded_into" uuid,
	"ticket_due_at" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"recovered_at" timestamp (3) with time zone,
	"acknowledged_by" uuid,
	"acknowledged_at" timestamp (3) with time zone,
	"resolved_by" uuid,
	"resolved_at" timestamp (3) with time zone,
	"resolution_note" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alerts_status" CHECK ("alerts"."status" in ('open', 'acknowledged', 'recovered', 'resolved')),
	CONSTRAINT "alerts_kind" CHECK ("alerts"."kind" in ('metric', 'offline', 'site_down', 'clone'))
);
--> statement-breakpoint
ALTER TABLE "alerts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "maintenance_windows" (
	"window_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid,
	"asset_id" uuid,
	"name" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"every_days" integer,
	"repeats_until" timestamp (3) with time zone,
	"summed_up_to" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "maintenance_windows_order" CHECK ("maintenance_windows"."ends_at" > "maintenance_windows"."starts_at"),
	CONSTRAINT "maintenance_windows_repeat" CHECK ("maintenance_windows"."every_days" is null or ("maintenance_windows"."every_days" between 1 and 366 and "maintenance_windows"."ends_at" - "maintenance_windows"."starts_at" <= make_interval(days => "maintenance_windows"."every_days")))
);
--> statement-breakpoint
ALTER TABLE "maintenance_windows" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "agent_networks" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "remote_frozen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "agent_enrollment_tokens" ADD CONSTRAINT "agent_enrollment_tokens_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_enrollment_tokens" ADD CONSTRAINT "agent_enrollment_tokens_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_metrics" ADD CONSTRAINT "agent_metrics_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_inventory" ADD CONSTRAINT "asset_inventory_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assets" ADD CONSTRAINT "assets_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assets" ADD CONSTRAINT "assets_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_script_versions" ADD CONSTRAINT "agent_script_versions_script_id_agent_scripts_script_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."agent_scripts"("script_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_script_versions" ADD CONSTRAINT "agent_script_versions_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_script_versions" ADD CONSTRAINT "agent_script_versions_decided_by_users_user_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_scripts" ADD CONSTRAINT "agent_scripts_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_scripts" ADD CONSTRAINT "agent_scripts_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_run_id_script_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."script_runs"("run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_script_id_agent_scripts_script_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."agent_scripts"("script_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_version_id_agent_script_versions_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."agent_script_versions"("version_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_requested_by_users_user_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_approved_by_users_user_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_runs" ADD CONSTRAINT "script_runs_script_id_agent_scripts_script_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."agent_scripts"("script_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_runs" ADD CONSTRAINT "script_runs_version_id_agent_script_versions_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."agent_script_versions"("version_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_runs" ADD CONSTRAINT "script_runs_requested_by_users_user_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_category_id_categories_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("category_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rule_id_alert_rules_rule_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("rule_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_acknowledged_by_users_user_id_fk" FOREIGN KEY ("acknowledged_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_resolved_by_users_user_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agent_enrollment_tokens_list_idx" ON "agent_enrollment_tokens" USING btree ("created_at" DESC NULLS FIRST,"token_id");--> statement-breakpoint
CREATE UNIQUE INDEX "asset_inventory_current_key" ON "asset_inventory" USING btree ("asset_id","class") WHERE is_current;--> statement-breakpoint
CREATE INDEX "asset_inventory_history_idx" ON "asset_inventory" USING btree ("asset_id","class","collected_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "assets_list_idx" ON "assets" USING btree ("name","asset_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "assets_client_idx" ON "assets" USING btree ("client_id","name","asset_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "assets_site_idx" ON "assets" USING btree ("site_id","agent_status") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "assets_seen_idx" ON "assets" USING btree ("last_seen_at" DESC NULLS FIRST,"asset_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "assets_counts_idx" ON "assets" USING btree ("client_id","site_id","agent_status","asset_type","lifecycle","enrolment","platform","deleted_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "assets_online_idx" ON "assets" USING btree ("last_seen_at") WHERE deleted_at is null and agent_status = 'online';--> statement-breakpoint
CREATE INDEX "enrollment_attempts_token_idx" ON "enrollment_attempts" USING btree ("token_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "enrollment_attempts_created_idx" ON "enrollment_attempts" USING btree ("created_at" DESC NULLS FIRST,"attempt_id");--> statement-breakpoint
CREATE UNIQUE INDEX "agent_scripts_name_key" ON "agent_scripts" USING btree (coalesce("client_id", '00000000-0000-0000-0000-000000000000'::uuid),lower("name")) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "script_executions_asset_idx" ON "script_executions" USING btree ("asset_id","created_at" DESC NULLS FIRST,"execution_id");--> statement-breakpoint
CREATE INDEX "script_executions_ticket_idx" ON "script_executions" USING btree ("ticket_id","created_at") WHERE ticket_id is not null;--> statement-breakpoint
CREATE INDEX "script_executions_run_idx" ON "script_executions" USING btree ("run_id","wave","status") WHERE run_id is not null;--> statement-breakpoint
CREATE INDEX "script_executions_created_idx" ON "script_executions" USING btree ("created_at" DESC NULLS FIRST,"execution_id");--> statement-breakpoint
CREATE INDEX "script_executions_client_idx" ON "script_executions" USING btree ("client_id","created_at" DESC NULLS FIRST,"execution_id");--> statement-breakpoint
CREATE INDEX "script_executions_budget_idx" ON "script_executions" USING btree ("requested_by","created_at");--> statement-breakpoint
CREATE INDEX "script_executions_undispatched_idx" ON "script_executions" USING btree ("created_at") WHERE dispatched_at is null and status = 'queued';--> statement-breakpoint
CREATE INDEX "script_runs_created_idx" ON "script_runs" USING btree ("created_at" DESC NULLS FIRST,"run_id");--> statement-breakpoint
CREATE INDEX "script_runs_open_idx" ON "script_runs" USING btree ("updated_at") WHERE state = 'running';--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_opening_key" ON "alerts" USING btree (coalesce("asset_id", "site_id"),coalesce("rule_id", '00000000-0000-0000-0000-000000000000'::uuid),"opening");--> statement-breakpoint
CREATE INDEX "alerts_created_idx" ON "alerts" USING btree ("opened_at" DESC NULLS FIRST,"alert_id");--> statement-breakpoint
CREATE INDEX "alerts_open_idx" ON "alerts" USING btree ("client_id","site_id","asset_id") WHERE status in ('open', 'acknowledged');--> statement-breakpoint
CREATE INDEX "alerts_asset_idx" ON "alerts" USING btree ("asset_id","opened_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "alerts_ticket_idx" ON "alerts" USING btree ("ticket_id") WHERE ticket_id is not null;--> statement-breakpoint
CREATE INDEX "alerts_due_idx" ON "alerts" USING btree ("ticket_due_at") WHERE ticket_due_at is not null;--> statement-breakpoint
CREATE INDEX "maintenance_windows_client_idx" ON "maintenance_windows" USING btree ("client_id","starts_at");--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tickets_asset_idx" ON "tickets" USING btree ("asset_id","created_at" DESC NULLS FIRST) WHERE asset_id is not null and deleted_at is null;--> statement-breakpoint
CREATE POLICY "categories_select_agents" ON "categories" AS PERMISSIVE FOR SELECT TO "lanet_agent" USING (parent_id is null);--> statement-breakpoint
CREATE POLICY "ticket_activities_insert_agents" ON "ticket_activities" AS PERMISSIVE FOR INSERT TO "lanet_agent" WITH CHECK (actor_id is null and visibility = 'public' and exists (select 1 from tickets t where t.ticket_id = "ticket_activities"."ticket_id"));--> statement-breakpoint
CREATE POLICY "ticket_resolutions_insert_jobs" ON "ticket_resolutions" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "tickets_select_agents" ON "tickets" AS PERMISSIVE FOR SELECT TO "lanet_agent" USING (asset_id = (select app.agent_id()) and deleted_at is null);--> statement-breakpoint
CREATE POLICY "tickets_insert_agents" ON "tickets" AS PERMISSIVE FOR INSERT TO "lanet_agent" WITH CHECK (asset_id = (select app.agent_id()) and client_id = (select app.client_id()) and site_id = any((select app.site_ids())::uuid[]) and channel = 'agente' and created_by is null and status = 'nuevo');--> statement-breakpoint
CREATE POLICY "email_queue_insert_agents" ON "email_queue" AS PERMISSIVE FOR INSERT TO "lanet_agent" WITH CHECK (status = 'pending' and created_by is null and comment_id is null and exists (select 1 from tickets t where t.ticket_id = "email_queue"."ticket_id"));--> statement-breakpoint
CREATE POLICY "settings_select_agents" ON "settings" AS PERMISSIVE FOR SELECT TO "lanet_agent" USING (name = 'agent_config');--> statement-breakpoint
CREATE POLICY "agent_enrollment_tokens_select_users" ON "agent_enrollment_tokens" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "agent_enrollment_tokens_insert_users" ON "agent_enrollment_tokens" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()) and uses = 0);--> statement-breakpoint
CREATE POLICY "agent_enrollment_tokens_update_users" ON "agent_enrollment_tokens" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "agent_enrollment_tokens_select_jobs" ON "agent_enrollment_tokens" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('enroll', 'sweep'));--> statement-breakpoint
CREATE POLICY "agent_enrollment_tokens_update_jobs" ON "agent_enrollment_tokens" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('enroll')) WITH CHECK ((select app.job()) in ('enroll'));--> statement-breakpoint
CREATE POLICY "agent_metrics_select_users" ON "agent_metrics" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "agent_metrics_select_jobs" ON "agent_metrics" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "agent_metrics_insert_jobs" ON "agent_metrics" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "agent_metrics_update_jobs" ON "agent_metrics" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet')) WITH CHECK ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "asset_inventory_select_users" ON "asset_inventory" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "asset_inventory_select_jobs" ON "asset_inventory" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "asset_inventory_insert_jobs" ON "asset_inventory" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "asset_inventory_update_jobs" ON "asset_inventory" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet')) WITH CHECK ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "asset_inventory_delete_jobs" ON "asset_inventory" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "assets_select_users" ON "assets" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "assets_insert_users" ON "assets" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "assets_update_users" ON "assets" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "assets_select_agents" ON "assets" AS PERMISSIVE FOR SELECT TO "lanet_agent" USING (asset_id = (select app.agent_id()));--> statement-breakpoint
CREATE POLICY "assets_select_jobs" ON "assets" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'enroll', 'sweep', 'mail_out'));--> statement-breakpoint
CREATE POLICY "assets_insert_jobs" ON "assets" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('enroll'));--> statement-breakpoint
CREATE POLICY "assets_update_jobs" ON "assets" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet', 'enroll', 'sweep')) WITH CHECK ((select app.job()) in ('fleet', 'enroll', 'sweep'));--> statement-breakpoint
CREATE POLICY "enrollment_attempts_select_users" ON "enrollment_attempts" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "enrollment_attempts_select_jobs" ON "enrollment_attempts" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('enroll', 'sweep'));--> statement-breakpoint
CREATE POLICY "enrollment_attempts_insert_jobs" ON "enrollment_attempts" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('enroll'));--> statement-breakpoint
CREATE POLICY "enrollment_attempts_delete_jobs" ON "enrollment_attempts" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "agent_script_versions_select_users" ON "agent_script_versions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "agent_script_versions_insert_users" ON "agent_script_versions" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()) and state = 'draft');--> statement-breakpoint
CREATE POLICY "agent_script_versions_update_users" ON "agent_script_versions" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "agent_script_versions_select_jobs" ON "agent_script_versions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "agent_scripts_select_users" ON "agent_scripts" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "agent_scripts_insert_users" ON "agent_scripts" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "agent_scripts_update_users" ON "agent_scripts" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "agent_scripts_select_jobs" ON "agent_scripts" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "script_executions_select_users" ON "script_executions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "script_executions_insert_users" ON "script_executions" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and requested_by = (select app.user_id()) and status = 'queued');--> statement-breakpoint
CREATE POLICY "script_executions_update_users" ON "script_executions" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "script_executions_select_agents" ON "script_executions" AS PERMISSIVE FOR SELECT TO "lanet_agent" USING (asset_id = (select app.agent_id()));--> statement-breakpoint
CREATE POLICY "script_executions_select_jobs" ON "script_executions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "script_executions_update_jobs" ON "script_executions" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep')) WITH CHECK ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "script_runs_select_users" ON "script_runs" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "script_runs_insert_users" ON "script_runs" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and requested_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "script_runs_update_users" ON "script_runs" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "script_runs_select_jobs" ON "script_runs" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "script_runs_update_jobs" ON "script_runs" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep')) WITH CHECK ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "alert_rules_select_users" ON "alert_rules" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and (client_id is null or client_id = (select app.client_id()))));--> statement-breakpoint
CREATE POLICY "alert_rules_insert_users" ON "alert_rules" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "alert_rules_update_users" ON "alert_rules" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "alert_rules_select_jobs" ON "alert_rules" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'enroll', 'sweep'));--> statement-breakpoint
CREATE POLICY "alerts_select_users" ON "alerts" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "alerts_update_users" ON "alerts" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "alerts_select_jobs" ON "alerts" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep', 'mail_out'));--> statement-breakpoint
CREATE POLICY "alerts_insert_jobs" ON "alerts" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "alerts_update_jobs" ON "alerts" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep')) WITH CHECK ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "maintenance_windows_select_users" ON "maintenance_windows" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "maintenance_windows_insert_users" ON "maintenance_windows" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "maintenance_windows_update_users" ON "maintenance_windows" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "maintenance_windows_select_jobs" ON "maintenance_windows" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'sweep'));--> statement-breakpoint
CREATE POLICY "maintenance_windows_update_jobs" ON "maintenance_windows" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
ALTER POLICY "clients_select_jobs" ON "clients" TO lanet_job USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep', 'fleet', 'enroll'));--> statement-breakpoint
ALTER POLICY "sites_select_jobs" ON "sites" TO lanet_job USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep', 'fleet', 'enroll'));--> statement-breakpoint
ALTER POLICY "rate_counters_select_jobs" ON "rate_counters" TO lanet_job USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep', 'enroll', 'fleet'));--> statement-breakpoint
ALTER POLICY "rate_counters_insert_jobs" ON "rate_counters" TO lanet_job WITH CHECK ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'enroll', 'fleet'));--> statement-breakpoint
ALTER POLICY "rate_counters_update_jobs" ON "rate_counters" TO lanet_job USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'enroll', 'fleet')) WITH CHECK ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'enroll', 'fleet'));--> statement-breakpoint
ALTER POLICY "categories_select_jobs" ON "categories" TO lanet_job USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep', 'fleet'));--> statement-breakpoint
ALTER POLICY "ticket_activities_select_jobs" ON "ticket_activities" TO lanet_job USING ((select app.job()) in ('mail_in', 'sweep', 'fleet'));--> statement-breakpoint
ALTER POLICY "ticket_activities_insert_jobs" ON "ticket_activities" TO lanet_job WITH CHECK ((select app.job()) in ('mail_in', 'sweep', 'fleet'));--> statement-breakpoint
ALTER POLICY "ticket_comments_select_jobs" ON "ticket_comments" TO lanet_job USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep', 'fleet') and (visibility = 'public' or (select app.job()) <> 'mail_out'));--> statement-breakpoint
ALTER POLICY "ticket_comments_insert_jobs" ON "ticket_comments" TO lanet_job WITH CHECK ((select app.job()) in ('mail_in', 'fleet', 'sweep'));--> statement-breakpoint
ALTER POLICY "tickets_select_jobs" ON "tickets" TO lanet_job USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep', 'fleet'));--> statement-breakpoint
ALTER POLICY "tickets_insert_jobs" ON "tickets" TO lanet_job WITH CHECK ((select app.job()) in ('mail_in', 'fleet', 'sweep'));--> statement-breakpoint
ALTER POLICY "tickets_update_jobs" ON "tickets" TO lanet_job USING ((select app.job()) in ('mail_in', 'sweep', 'fleet')) WITH CHECK ((select app.job()) in ('mail_in', 'sweep', 'fleet'));--> statement-breakpoint
ALTER POLICY "email_queue_select_jobs" ON "email_queue" TO lanet_job USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep', 'auth', 'fleet'));--> statement-breakpoint
ALTER POLICY "email_queue_insert_jobs" ON "email_queue" TO lanet_job WITH CHECK ((select app.job()) in ('mail_in', 'auth', 'sweep', 'fleet'));--> statement-breakpoint
ALTER POLICY "settings_select_users" ON "settings" TO lanet_user USING ((select app.is_manager()) or (((select app.user_id()) is not null) and name in ('reopen_window_days', 'auto_close', 'reply_undo_seconds', 'least_loaded_assignment')) or ((select app.is_staff()) and name in ('script_four_eyes', 'script_budget', 'remote_freeze', 'agent_config', 'fleet_retention')));--> statement-breakpoint
ALTER POLICY "settings_update_users" ON "settings" TO lanet_user USING (((select app.role()) = 'superadmin') or ((select app.is_manager()) and name = 'remote_freeze')) WITH CHECK (((select app.role()) = 'superadmin') or ((select app.is_manager()) and name = 'remote_freeze'));--> statement-breakpoint
ALTER POLICY "settings_select_jobs" ON "settings" TO lanet_job USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep', 'fleet', 'enroll'));