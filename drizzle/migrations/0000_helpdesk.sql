CREATE TYPE "public"."comment_visibility" AS ENUM('public', 'internal');--> statement-breakpoint
CREATE TYPE "public"."inbound_state" AS ENUM('processing', 'applied', 'quarantined', 'ignored', 'conflict', 'parked', 'discarded');--> statement-breakpoint
CREATE TYPE "public"."mail_class" AS ENUM('human', 'auto-reply', 'bounce-permanent', 'bounce-temporary', 'delivery-receipt', 'list', 'abuse-report', 'own');--> statement-breakpoint
CREATE TYPE "public"."mail_queue_status" AS ENUM('pending', 'sending', 'sent', 'failed', 'cancelled', 'parked');--> statement-breakpoint
CREATE TYPE "public"."mail_verdict" AS ENUM('verified', 'forwarded-verified', 'weak', 'unverified', 'failed');--> statement-breakpoint
CREATE TYPE "public"."notification_event" AS ENUM('ticket_created', 'ticket_assigned', 'ticket_status_changed', 'ticket_commented', 'ticket_resolved', 'ticket_closed', 'ticket_reopened', 'sla_warning', 'sla_breach', 'sla_escalation', 'asset_offline', 'asset_alert', 'password_reset', 'user_invited');--> statement-breakpoint
CREATE TYPE "public"."ticket_channel" AS ENUM('portal', 'email', 'agente', 'telefono');--> statement-breakpoint
CREATE TYPE "public"."ticket_priority" AS ENUM('baja', 'media', 'alta', 'critica');--> statement-breakpoint
CREATE TYPE "public"."ticket_status" AS ENUM('nuevo', 'asignado', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'resuelto', 'cerrado', 'cancelado', 'reabierto');--> statement-breakpoint
CREATE TYPE "public"."user_role" AS ENUM('superadmin', 'admin', 'technician', 'client_admin', 'solicitante');--> statement-breakpoint
CREATE TABLE "client_domains" (
	"domain" text PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	CONSTRAINT "client_domains_lower" CHECK ("client_domains"."domain" = lower("client_domains"."domain"))
);
--> statement-breakpoint
ALTER TABLE "client_domains" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "clients" (
	"client_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" "citext" NOT NULL,
	"rfc" text,
	"email" "citext",
	"phone" text,
	"authorized_domains" text[] DEFAULT '{}'::text[] NOT NULL,
	"address" text,
	"city" text,
	"state" text,
	"country" text,
	"postal_code" text,
	"timezone" text DEFAULT 'America/Mexico_City' NOT NULL,
	"locale" text DEFAULT 'es' NOT NULL,
	"calendar_id" uuid,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "clients_name_length" CHECK (length("clients"."name"::text) between 1 and 200),
	CONSTRAINT "clients_locale" CHECK ("clients"."locale" in ('es', 'en'))
);
--> statement-breakpoint
ALTER TABLE "clients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "site_emails" (
	"email" text NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	CONSTRAINT "site_emails_key" UNIQUE("client_id","email"),
	CONSTRAINT "site_emails_lower" CHECK ("site_emails"."email" = lower("site_emails"."email"))
);
--> statement-breakpoint
ALTER TABLE "site_emails" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sites" (
	"site_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"name" "citext" NOT NULL,
	"address" text,
	"city" text,
	"state" text,
	"country" text,
	"postal_code" text,
	"latitude" double precision,
	"longitude" double precision,
	"authorized_emails" text[] DEFAULT '{}'::text[] NOT NULL,
	"is_primary" boolean DEFAULT false NOT NULL,
	"calendar_id" uuid,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "sites_client_site_key" UNIQUE("client_id","site_id"),
	CONSTRAINT "sites_name_length" CHECK (length("sites"."name"::text) between 1 and 200)
);
--> statement-breakpoint
ALTER TABLE "sites" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"result_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "one_time_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "one_time_tokens_purpose" CHECK ("one_time_tokens"."purpose" in ('reset', 'invite'))
);
--> statement-breakpoint
ALTER TABLE "one_time_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rate_counters" (
	"bucket" text NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"hits" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rate_counters_bucket_window_start_pk" PRIMARY KEY("bucket","window_start")
);
--> statement-breakpoint
ALTER TABLE "rate_counters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "refresh_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "saved_views" (
	"view_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"query" jsonb NOT NULL,
	"is_shared" boolean DEFAULT false NOT NULL,
	"sort_order" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_views_name_key" UNIQUE("user_id","name")
);
--> statement-breakpoint
ALTER TABLE "saved_views" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sessions" (
	"session_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_reason" text,
	"ip" text,
	"user_agent" text
);
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "user_site_assignments" (
	"user_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_site_assignments_user_id_site_id_pk" PRIMARY KEY("user_id","site_id")
);
--> statement-breakpoint
ALTER TABLE "user_site_assignments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users" (
	"user_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"name" text NOT NULL,
	"email" "citext" NOT NULL,
	"password_hash" text,
	"role" "user_role" NOT NULL,
	"phone" text,
	"locale" text DEFAULT 'es' NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"email_verified_at" timestamp (3) with time zone,
	"last_login" timestamp (3) with time zone,
	"totp_secret" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "users_client_key" UNIQUE("user_id","client_id"),
	CONSTRAINT "users_client_by_role" CHECK (("users"."role" in ('client_admin', 'solicitante')) = ("users"."client_id" is not null)),
	CONSTRAINT "users_name_length" CHECK (length("users"."name") between 1 and 200),
	CONSTRAINT "users_locale" CHECK ("users"."locale" in ('es', 'en'))
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "categories" (
	"category_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"parent_id" uuid,
	"name" text NOT NULL,
	"description" text,
	"color" text,
	"icon" text,
	"sort_order" integer DEFAULT 0 NOT NULL,
	"default_assignee_id" uuid,
	"response_hours" integer,
	"resolution_hours" integer,
	"is_protected" boolean DEFAULT false NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "categories_name_key" UNIQUE NULLS NOT DISTINCT("parent_id","name"),
	CONSTRAINT "categories_not_own_parent" CHECK ("categories"."parent_id" is distinct from "categories"."category_id")
);
--> statement-breakpoint
ALTER TABLE "categories" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "file_attachments" (
	"attachment_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"comment_id" uuid,
	"name" text NOT NULL,
	"mime_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"r2_key" text,
	"refused_reason" text,
	"content_id" text,
	"visibility" "comment_visibility" DEFAULT 'public' NOT NULL,
	"uploaded_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "file_attachments_stored_or_refused" CHECK (("file_attachments"."r2_key" is null) = ("file_attachments"."refused_reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "file_attachments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_activities" (
	"activity_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"actor_id" uuid,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"field" text,
	"old_value" text,
	"new_value" text,
	"visibility" "comment_visibility" DEFAULT 'public' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ticket_activities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_comments" (
	"comment_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"author_id" uuid,
	"author_name" text NOT NULL,
	"author_email" text,
	"author_is_staff" boolean DEFAULT false NOT NULL,
	"body_text" text NOT NULL,
	"body_html" text,
	"quoted_text" text,
	"visibility" "comment_visibility" DEFAULT 'public' NOT NULL,
	"channel" "ticket_channel" DEFAULT 'portal' NOT NULL,
	"kind" text DEFAULT 'message' NOT NULL,
	"verdict" text,
	"message_id" text,
	"inbound_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_comments_client_key" UNIQUE("comment_id","client_id"),
	CONSTRAINT "ticket_comments_inbound_key" UNIQUE("inbound_id"),
	CONSTRAINT "ticket_comments_kind" CHECK ("ticket_comments"."kind" in ('message', 'auto-reply', 'third-party'))
);
--> statement-breakpoint
ALTER TABLE "ticket_comments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_resolutions" (
	"resolution_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"resolved_by" uuid,
	"resolved_by_name" text NOT NULL,
	"resolution_notes" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ticket_resolutions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_watchers" (
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_watchers_key" UNIQUE("ticket_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "ticket_watchers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tickets" (
	"ticket_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_seq" bigint DEFAULT nextval('app.ticket_numbers') NOT NULL,
	"ticket_number" text GENERATED ALWAYS AS ('TKT-' || lpad(ticket_seq::text, greatest(6, length(ticket_seq::text)), '0')) STORED NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"created_by" uuid,
	"assigned_to" uuid,
	"asset_id" uuid,
	"category_id" uuid,
	"subject" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"affected_person" text,
	"affected_person_contact" text,
	"affected_person_phone" text,
	"notification_email" text,
	"additional_emails" text[] DEFAULT '{}'::text[] NOT NULL,
	"priority" "ticket_priority" DEFAULT 'media' NOT NULL,
	"status" "ticket_status" DEFAULT 'nuevo' NOT NULL,
	"channel" "ticket_channel" DEFAULT 'portal' NOT NULL,
	"is_email_originated" boolean DEFAULT false NOT NULL,
	"from_email" text,
	"from_name" text,
	"from_verdict" text,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"resolution_notes" text,
	"follows_ticket_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"assigned_at" timestamp (3) with time zone,
	"first_response_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('app.es'::regconfig, coalesce(subject, '')), 'A') || setweight(to_tsvector('app.es'::regconfig, coalesce(affected_person, '') || ' ' || coalesce(from_email, '') || ' ' || coalesce(from_name, '')), 'B') || setweight(to_tsvector('app.es'::regconfig, left(coalesce(description, ''), 20000)), 'C')) STORED,
	CONSTRAINT "tickets_number_key" UNIQUE("ticket_number"),
	CONSTRAINT "tickets_seq_key" UNIQUE("ticket_seq"),
	CONSTRAINT "tickets_client_key" UNIQUE("ticket_id","client_id"),
	CONSTRAINT "tickets_subject_length" CHECK (length("tickets"."subject") between 1 and 500),
	CONSTRAINT "tickets_resolved_needs_notes" CHECK ("tickets"."status" <> 'resuelto' or "tickets"."resolution_notes" is not null)
);
--> statement-breakpoint
ALTER TABLE "tickets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "email_config" (
	"config_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"from_address" text NOT NULL,
	"from_name" text NOT NULL,
	"transport" text DEFAULT 'binding' NOT NULL,
	"smtp_host" text,
	"smtp_port" integer,
	"smtp_username" text,
	"smtp_security" text,
	"imap_host" text,
	"imap_port" integer,
	"imap_username" text,
	"imap_folder" text,
	"secrets" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"unknown_sender" text DEFAULT 'intake' NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "email_config_transport" CHECK ("email_config"."transport" in ('binding', 'smtp', 'capture')),
	CONSTRAINT "email_config_unknown" CHECK ("email_config"."unknown_sender" in ('intake', 'refuse'))
);
--> statement-breakpoint
ALTER TABLE "email_config" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "email_decisions" (
	"decision_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"inbound_id" uuid NOT NULL,
	"step" integer NOT NULL,
	"code" text NOT NULL,
	"detail" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "email_decisions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "email_queue" (
	"queue_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"event" "notification_event" NOT NULL,
	"effect_key" text NOT NULL,
	"client_id" uuid,
	"ticket_id" uuid,
	"comment_id" uuid,
	"user_id" uuid,
	"to_email" text NOT NULL,
	"to_name" text,
	"locale" text DEFAULT 'es' NOT NULL,
	"vars" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"is_automatic" boolean DEFAULT true NOT NULL,
	"status" "mail_queue_status" DEFAULT 'pending' NOT NULL,
	"not_before" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"lease_token" uuid,
	"last_error" text,
	"error_class" text,
	"subject" text,
	"body_text" text,
	"body_html" text,
	"message_id" text,
	"sent_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "email_queue_effect_key" UNIQUE("effect_key")
);
--> statement-breakpoint
ALTER TABLE "email_queue" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "email_suppressions" (
	"email" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"inbound_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "email_suppressions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "email_templates" (
	"template_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"event" "notification_event" NOT NULL,
	"locale" text NOT NULL,
	"subject" text NOT NULL,
	"body_text" text NOT NULL,
	"body_html" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "email_templates_key" UNIQUE("event","locale"),
	CONSTRAINT "email_templates_locale" CHECK ("email_templates"."locale" in ('es', 'en'))
);
--> statement-breakpoint
ALTER TABLE "email_templates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "inbound_emails" (
	"inbound_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"mailbox" text NOT NULL,
	"message_id" text NOT NULL,
	"raw_key" text NOT NULL,
	"raw_sha256" text NOT NULL,
	"raw_size" integer NOT NULL,
	"envelope_from" text,
	"from_email" text,
	"from_name" text,
	"to_emails" text[] DEFAULT '{}'::text[] NOT NULL,
	"subject" text,
	"class" "mail_class",
	"verdict" "mail_verdict",
	"state" "inbound_state" DEFAULT 'processing' NOT NULL,
	"reason" text,
	"client_id" uuid,
	"ticket_id" uuid,
	"comment_id" uuid,
	"conflict_of" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"processed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbound_emails_key" UNIQUE("mailbox","message_id","raw_sha256")
);
--> statement-breakpoint
ALTER TABLE "inbound_emails" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_message_ids" (
	"message_id" text NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_message_ids_key" UNIQUE("message_id","ticket_id"),
	CONSTRAINT "ticket_message_ids_direction" CHECK ("ticket_message_ids"."direction" in ('in', 'out'))
);
--> statement-breakpoint
ALTER TABLE "ticket_message_ids" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_log" (
	"audit_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text,
	"client_id" uuid,
	"action" text NOT NULL,
	"entity" text NOT NULL,
	"entity_id" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text,
	"previous_hash" text,
	"hash" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_log" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"user_id" uuid NOT NULL,
	"event" "notification_event" NOT NULL,
	"channel" text DEFAULT 'email' NOT NULL,
	"is_on" boolean NOT NULL,
	CONSTRAINT "notification_preferences_user_id_event_channel_pk" PRIMARY KEY("user_id","event","channel"),
	CONSTRAINT "notification_preferences_channel" CHECK ("notification_preferences"."channel" in ('email', 'in_app'))
);
--> statement-breakpoint
ALTER TABLE "notification_preferences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"notification_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"event" "notification_event" NOT NULL,
	"ticket_id" uuid,
	"body" text NOT NULL,
	"read_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "client_domains" ADD CONSTRAINT "client_domains_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_emails" ADD CONSTRAINT "site_emails_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_sessions_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_site_assignments" ADD CONSTRAINT "assignments_user_fk" FOREIGN KEY ("user_id","client_id") REFERENCES "public"."users"("user_id","client_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_site_assignments" ADD CONSTRAINT "assignments_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_parent_id_categories_category_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."categories"("category_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_default_assignee_id_users_user_id_fk" FOREIGN KEY ("default_assignee_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_attachments" ADD CONSTRAINT "file_attachments_uploaded_by_users_user_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_attachments" ADD CONSTRAINT "file_attachments_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_attachments" ADD CONSTRAINT "file_attachments_comment_fk" FOREIGN KEY ("comment_id","client_id") REFERENCES "public"."ticket_comments"("comment_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_activities" ADD CONSTRAINT "ticket_activities_actor_id_users_user_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_activities" ADD CONSTRAINT "ticket_activities_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD CONSTRAINT "ticket_comments_author_id_users_user_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD CONSTRAINT "ticket_comments_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_resolutions" ADD CONSTRAINT "ticket_resolutions_resolved_by_users_user_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_resolutions" ADD CONSTRAINT "ticket_resolutions_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_watchers" ADD CONSTRAINT "ticket_watchers_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_watchers" ADD CONSTRAINT "ticket_watchers_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_assigned_to_users_user_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_category_id_categories_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("category_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_follows_fk" FOREIGN KEY ("follows_ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_decisions" ADD CONSTRAINT "email_decisions_inbound_id_inbound_emails_inbound_id_fk" FOREIGN KEY ("inbound_id") REFERENCES "public"."inbound_emails"("inbound_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_comment_fk" FOREIGN KEY ("comment_id","client_id") REFERENCES "public"."ticket_comments"("comment_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_emails" ADD CONSTRAINT "inbound_emails_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_emails" ADD CONSTRAINT "inbound_emails_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_message_ids" ADD CONSTRAINT "ticket_message_ids_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "client_domains_client_idx" ON "client_domains" USING btree ("client_id");--> statement-breakpoint
CREATE UNIQUE INDEX "clients_name_key" ON "clients" USING btree ("name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "clients_email_key" ON "clients" USING btree ("email") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "clients_domains_idx" ON "clients" USING gin ("authorized_domains");--> statement-breakpoint
CREATE INDEX "site_emails_email_idx" ON "site_emails" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "sites_name_key" ON "sites" USING btree ("client_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "sites_primary_key" ON "sites" USING btree ("client_id") WHERE is_primary and deleted_at is null;--> statement-breakpoint
CREATE INDEX "sites_emails_idx" ON "sites" USING gin ("authorized_emails");--> statement-breakpoint
CREATE INDEX "one_time_tokens_user_idx" ON "one_time_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "refresh_tokens_session_idx" ON "refresh_tokens" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "sessions_user_idx" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "assignments_site_idx" ON "user_site_assignments" USING btree ("site_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("email") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "users_client_idx" ON "users" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "file_attachments_ticket_idx" ON "file_attachments" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "file_attachments_comment_idx" ON "file_attachments" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "ticket_activities_ticket_idx" ON "ticket_activities" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_comments_ticket_idx" ON "ticket_comments" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_comments_message_idx" ON "ticket_comments" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "ticket_resolutions_ticket_idx" ON "ticket_resolutions" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "tickets_created_idx" ON "tickets" USING btree ("created_at" DESC NULLS FIRST,"ticket_id" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_updated_idx" ON "tickets" USING btree ("updated_at" DESC NULLS FIRST,"ticket_id" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_status_idx" ON "tickets" USING btree ("status","created_at" DESC NULLS FIRST,"ticket_id" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_assignee_idx" ON "tickets" USING btree ("assigned_to","status","created_at" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_client_idx" ON "tickets" USING btree ("client_id","created_at" DESC NULLS FIRST,"ticket_id" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_site_idx" ON "tickets" USING btree ("site_id","created_at" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_creator_idx" ON "tickets" USING btree ("created_by","created_at" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_category_idx" ON "tickets" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "tickets_search_idx" ON "tickets" USING gin ("search");--> statement-breakpoint
CREATE UNIQUE INDEX "email_config_default_key" ON "email_config" USING btree ("is_default") WHERE is_default;--> statement-breakpoint
CREATE INDEX "email_decisions_inbound_idx" ON "email_decisions" USING btree ("inbound_id","step");--> statement-breakpoint
CREATE INDEX "email_queue_due_idx" ON "email_queue" USING btree ("not_before") WHERE status in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "email_queue_ticket_idx" ON "email_queue" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "email_queue_message_idx" ON "email_queue" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "email_queue_created_idx" ON "email_queue" USING btree ("created_at" DESC NULLS FIRST,"queue_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "inbound_emails_first_key" ON "inbound_emails" USING btree ("mailbox","message_id") WHERE conflict_of is null;--> statement-breakpoint
CREATE INDEX "inbound_emails_received_idx" ON "inbound_emails" USING btree ("received_at" DESC NULLS FIRST,"inbound_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "inbound_emails_ticket_idx" ON "inbound_emails" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "inbound_emails_message_idx" ON "inbound_emails" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "ticket_message_ids_ticket_idx" ON "ticket_message_ids" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "audit_log_actor_idx" ON "audit_log" USING btree ("actor_id","audit_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_log_entity_idx" ON "audit_log" USING btree ("entity","entity_id");--> statement-breakpoint
CREATE INDEX "audit_log_client_idx" ON "audit_log" USING btree ("client_id","audit_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "notifications_user_idx" ON "notifications" USING btree ("user_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE POLICY "client_domains_select_users" ON "client_domains" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "client_domains_select_jobs" ON "client_domains" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "clients_select_users" ON "clients" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or client_id = (select app.client_id()));--> statement-breakpoint
CREATE POLICY "clients_insert_users" ON "clients" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "clients_update_users" ON "clients" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()))) WITH CHECK ((select app.is_manager()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "clients_select_jobs" ON "clients" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "site_emails_select_users" ON "site_emails" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "site_emails_select_jobs" ON "site_emails" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "sites_select_users" ON "sites" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (client_id = (select app.client_id()) and (((select app.role()) = 'client_admin') or site_id = any((select app.site_ids())::uuid[]))));--> statement-breakpoint
CREATE POLICY "sites_insert_users" ON "sites" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "sites_update_users" ON "sites" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "sites_select_jobs" ON "sites" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "idempotency_keys_select_users" ON "idempotency_keys" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "idempotency_keys_insert_users" ON "idempotency_keys" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "idempotency_keys_select_jobs" ON "idempotency_keys" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "idempotency_keys_delete_jobs" ON "idempotency_keys" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "one_time_tokens_insert_users" ON "one_time_tokens" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (purpose = 'invite' and exists (select 1 from users u where u.user_id = "one_time_tokens"."user_id"));--> statement-breakpoint
CREATE POLICY "one_time_tokens_select_jobs" ON "one_time_tokens" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'sweep'));--> statement-breakpoint
CREATE POLICY "one_time_tokens_insert_jobs" ON "one_time_tokens" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "one_time_tokens_update_jobs" ON "one_time_tokens" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('auth')) WITH CHECK ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "one_time_tokens_delete_jobs" ON "one_time_tokens" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('auth', 'sweep'));--> statement-breakpoint
CREATE POLICY "rate_counters_select_jobs" ON "rate_counters" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "rate_counters_insert_jobs" ON "rate_counters" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('auth', 'mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "rate_counters_update_jobs" ON "rate_counters" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('auth', 'mail_in', 'mail_out')) WITH CHECK ((select app.job()) in ('auth', 'mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "rate_counters_delete_jobs" ON "rate_counters" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('auth', 'sweep'));--> statement-breakpoint
CREATE POLICY "refresh_tokens_select_jobs" ON "refresh_tokens" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "refresh_tokens_insert_jobs" ON "refresh_tokens" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "refresh_tokens_update_jobs" ON "refresh_tokens" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('auth')) WITH CHECK ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "refresh_tokens_delete_jobs" ON "refresh_tokens" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "saved_views_select_users" ON "saved_views" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()) or (is_shared and (select app.is_staff())));--> statement-breakpoint
CREATE POLICY "saved_views_insert_users" ON "saved_views" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()) and (not is_shared or (select app.is_staff())));--> statement-breakpoint
CREATE POLICY "saved_views_update_users" ON "saved_views" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id()) and (not is_shared or (select app.is_staff()))) WITH CHECK (user_id = (select app.user_id()) and (not is_shared or (select app.is_staff())));--> statement-breakpoint
CREATE POLICY "saved_views_delete_users" ON "saved_views" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (user_id = (select app.user_id()) or (is_shared and (select app.is_manager())));--> statement-breakpoint
CREATE POLICY "sessions_select_users" ON "sessions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "sessions_update_users" ON "sessions" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id())) WITH CHECK (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "sessions_select_jobs" ON "sessions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'sweep'));--> statement-breakpoint
CREATE POLICY "sessions_insert_jobs" ON "sessions" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "sessions_update_jobs" ON "sessions" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('auth')) WITH CHECK ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "sessions_delete_jobs" ON "sessions" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "user_site_assignments_select_users" ON "user_site_assignments" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())) or user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "user_site_assignments_insert_users" ON "user_site_assignments" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "user_site_assignments_delete_users" ON "user_site_assignments" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())));--> statement-breakpoint
CREATE POLICY "user_site_assignments_select_jobs" ON "user_site_assignments" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'mail_in'));--> statement-breakpoint
CREATE POLICY "user_site_assignments_insert_jobs" ON "user_site_assignments" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "users_select_users" ON "users" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id())) or user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "users_insert_users" ON "users" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((
  ((select app.role()) = 'superadmin')
  or ((select app.role()) = 'admin' and role <> 'superadmin')
  or ((select app.role()) = 'technician' and role = 'solicitante')
  or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and role in ('client_admin', 'solicitante'))
));--> statement-breakpoint
CREATE POLICY "users_update_users" ON "users" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((
  ((select app.role()) = 'superadmin')
  or ((select app.role()) = 'admin' and role <> 'superadmin')
  or ((select app.role()) = 'technician' and role = 'solicitante')
  or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and role in ('client_admin', 'solicitante'))
) or user_id = (select app.user_id())) WITH CHECK ((
  ((select app.role()) = 'superadmin')
  or ((select app.role()) = 'admin' and role <> 'superadmin')
  or ((select app.role()) = 'technician' and role = 'solicitante')
  or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and role in ('client_admin', 'solicitante'))
) or user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "users_select_jobs" ON "users" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep', 'setup'));--> statement-breakpoint
CREATE POLICY "users_insert_jobs" ON "users" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'setup') and (role = 'solicitante' or (select app.job()) = 'setup'));--> statement-breakpoint
CREATE POLICY "users_update_jobs" ON "users" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('auth')) WITH CHECK ((select app.job()) in ('auth'));--> statement-breakpoint
CREATE POLICY "categories_select_users" ON "categories" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.user_id()) is not null));--> statement-breakpoint
CREATE POLICY "categories_insert_users" ON "categories" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "categories_update_users" ON "categories" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "categories_delete_users" ON "categories" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "categories_select_jobs" ON "categories" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "file_attachments_select_users" ON "file_attachments" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "file_attachments"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "file_attachments_insert_users" ON "file_attachments" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "file_attachments"."ticket_id"))) and uploaded_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "file_attachments_select_jobs" ON "file_attachments" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out') and (visibility = 'public' or (select app.job()) = 'mail_in'));--> statement-breakpoint
CREATE POLICY "file_attachments_insert_jobs" ON "file_attachments" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "ticket_activities_select_users" ON "ticket_activities" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_activities"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_activities_insert_users" ON "ticket_activities" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_activities"."ticket_id"))) and actor_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_activities_select_jobs" ON "ticket_activities" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'sweep'));--> statement-breakpoint
CREATE POLICY "ticket_activities_insert_jobs" ON "ticket_activities" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'sweep'));--> statement-breakpoint
CREATE POLICY "ticket_comments_select_users" ON "ticket_comments" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_comments"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_comments_insert_users" ON "ticket_comments" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_comments"."ticket_id"))) and author_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_comments_select_jobs" ON "ticket_comments" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep') and (visibility = 'public' or (select app.job()) <> 'mail_out'));--> statement-breakpoint
CREATE POLICY "ticket_comments_insert_jobs" ON "ticket_comments" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "ticket_comments_update_jobs" ON "ticket_comments" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_out') and visibility = 'public') WITH CHECK ((select app.job()) in ('mail_out') and visibility = 'public');--> statement-breakpoint
CREATE POLICY "ticket_resolutions_select_users" ON "ticket_resolutions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_resolutions"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_resolutions_insert_users" ON "ticket_resolutions" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and resolved_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_resolutions_select_jobs" ON "ticket_resolutions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "ticket_watchers_select_users" ON "ticket_watchers" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_watchers"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_watchers_insert_users" ON "ticket_watchers" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()) and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_watchers"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_watchers_delete_users" ON "ticket_watchers" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "tickets_select_users" ON "tickets" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (client_id = (select app.client_id()) and deleted_at is null and (((select app.role()) = 'client_admin') or site_id = any((select app.site_ids())::uuid[]) or created_by = (select app.user_id()))));--> statement-breakpoint
CREATE POLICY "tickets_insert_users" ON "tickets" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) or (client_id = (select app.client_id()) and created_by = (select app.user_id()) and (((select app.role()) = 'client_admin') or site_id = any((select app.site_ids())::uuid[]))));--> statement-breakpoint
CREATE POLICY "tickets_update_users" ON "tickets" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff()) or (client_id = (select app.client_id()) and deleted_at is null and (((select app.role()) = 'client_admin') or site_id = any((select app.site_ids())::uuid[]) or created_by = (select app.user_id())))) WITH CHECK ((select app.is_staff()) or (client_id = (select app.client_id()) and deleted_at is null and (((select app.role()) = 'client_admin') or site_id = any((select app.site_ids())::uuid[]) or created_by = (select app.user_id()))));--> statement-breakpoint
CREATE POLICY "tickets_select_jobs" ON "tickets" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "tickets_insert_jobs" ON "tickets" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "tickets_update_jobs" ON "tickets" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_in', 'sweep')) WITH CHECK ((select app.job()) in ('mail_in', 'sweep'));--> statement-breakpoint
CREATE POLICY "email_config_select_users" ON "email_config" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "email_config_insert_users" ON "email_config" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.role()) = 'superadmin'));--> statement-breakpoint
CREATE POLICY "email_config_update_users" ON "email_config" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (((select app.role()) = 'superadmin')) WITH CHECK (((select app.role()) = 'superadmin'));--> statement-breakpoint
CREATE POLICY "email_config_select_jobs" ON "email_config" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "email_decisions_select_users" ON "email_decisions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "email_decisions_select_jobs" ON "email_decisions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "email_decisions_insert_jobs" ON "email_decisions" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "email_decisions_delete_jobs" ON "email_decisions" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "email_queue_select_users" ON "email_queue" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "email_queue_insert_users" ON "email_queue" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.user_id()) is not null) and status = 'pending' and created_by = (select app.user_id()) and (
    (event = 'user_invited' and exists (select 1 from users u where u.user_id = "email_queue"."user_id"))
    or exists (select 1 from tickets t where t.ticket_id = "email_queue"."ticket_id")));--> statement-breakpoint
CREATE POLICY "email_queue_update_users" ON "email_queue" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager()) or ((select app.role()) = 'technician' and created_by = (select app.user_id()))) WITH CHECK ((select app.is_manager()) or ((select app.role()) = 'technician' and created_by = (select app.user_id())));--> statement-breakpoint
CREATE POLICY "email_queue_select_jobs" ON "email_queue" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep', 'auth'));--> statement-breakpoint
CREATE POLICY "email_queue_insert_jobs" ON "email_queue" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'auth', 'sweep'));--> statement-breakpoint
CREATE POLICY "email_queue_update_jobs" ON "email_queue" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out')) WITH CHECK ((select app.job()) in ('mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "email_suppressions_select_users" ON "email_suppressions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "email_suppressions_delete_users" ON "email_suppressions" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "email_suppressions_select_jobs" ON "email_suppressions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "email_suppressions_insert_jobs" ON "email_suppressions" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "email_templates_select_users" ON "email_templates" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "email_templates_insert_users" ON "email_templates" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "email_templates_update_users" ON "email_templates" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "email_templates_delete_users" ON "email_templates" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "email_templates_select_jobs" ON "email_templates" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_out'));--> statement-breakpoint
CREATE POLICY "inbound_emails_select_users" ON "inbound_emails" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "inbound_emails_update_users" ON "inbound_emails" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "inbound_emails_select_jobs" ON "inbound_emails" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'sweep'));--> statement-breakpoint
CREATE POLICY "inbound_emails_insert_jobs" ON "inbound_emails" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "inbound_emails_update_jobs" ON "inbound_emails" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_in')) WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "ticket_message_ids_select_users" ON "ticket_message_ids" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_message_ids_select_jobs" ON "ticket_message_ids" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "ticket_message_ids_insert_jobs" ON "ticket_message_ids" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'mail_out'));--> statement-breakpoint
CREATE POLICY "audit_log_select_users" ON "audit_log" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_manager()) or ((select app.role()) = 'technician' and actor_id = (select app.user_id())));--> statement-breakpoint
CREATE POLICY "audit_log_select_jobs" ON "audit_log" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "notification_preferences_select_users" ON "notification_preferences" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notification_preferences_insert_users" ON "notification_preferences" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notification_preferences_update_users" ON "notification_preferences" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id())) WITH CHECK (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notification_preferences_delete_users" ON "notification_preferences" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notifications_select_users" ON "notifications" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notifications_update_users" ON "notifications" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id())) WITH CHECK (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "settings_select_users" ON "settings" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.user_id()) is not null));--> statement-breakpoint
CREATE POLICY "settings_insert_users" ON "settings" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.role()) = 'superadmin'));--> statement-breakpoint
CREATE POLICY "settings_update_users" ON "settings" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (((select app.role()) = 'superadmin')) WITH CHECK (((select app.role()) = 'superadmin'));--> statement-breakpoint
CREATE POLICY "settings_select_jobs" ON "settings" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('auth', 'mail_in', 'mail_out', 'sweep'));