-- What a creator owes for a campaign.
ALTER TABLE campaign_creators
    ADD COLUMN IF NOT EXISTS deliverables String COMMENT 'What is owed, as JSON: [{"format":"story","due_at":1772647200}], due_at in seconds since 1970, left out where none is set'
    CODEC(ZSTD) AFTER cost_cents;
