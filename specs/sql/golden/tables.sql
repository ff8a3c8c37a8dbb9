CREATE TABLE "Team" (
  "id" INTEGER PRIMARY KEY NOT NULL,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  CONSTRAINT "team_code_uniq" UNIQUE ("code")
) STRICT;
CREATE TABLE "Player" (
  "id" INTEGER PRIMARY KEY NOT NULL,
  "team_id" TEXT,
  "mentor_id" INTEGER,
  "number" INTEGER,
  "email" TEXT NOT NULL,
  "fee" TEXT,
  "isActive" INTEGER NOT NULL,
  "order" INTEGER,
  CONSTRAINT "player_team_number_uniq" UNIQUE ("team_id", "number"),
  CONSTRAINT "fee_is_enough" CHECK (((tl_decimal_key("fee") >= tl_decimal_key('0.50')) OR ("fee" IS NULL))),
  CONSTRAINT "email_is_one" CHECK ((NOT (tl_fold("email") = tl_fold('none')))),
  FOREIGN KEY ("team_id") REFERENCES "Team" ("code") DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY ("mentor_id") REFERENCES "Player" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX "team_name_code_idx" ON "Team" ("name", "code");
CREATE UNIQUE INDEX "active_email" ON "Player" ("email") WHERE ("isActive" = 1);
CREATE INDEX "Player_team_id_idx" ON "Player" ("team_id");
CREATE INDEX "Player_mentor_id_idx" ON "Player" ("mentor_id");
CREATE INDEX "Player_order_idx" ON "Player" ("order");
