-- Counted from insertion, not from event time: history may be imported.
ALTER TABLE city_windows MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE audience_quality MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE creator_growth MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE post_events MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE accounting MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE trends MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE signals MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE alerts MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE alert_feedback MODIFY TTL inserted_at + INTERVAL {{city_windows_days}} DAY;
ALTER TABLE dead_letters MODIFY TTL inserted_at + INTERVAL {{dead_letters_days}} DAY;
