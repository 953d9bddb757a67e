-- Dead letters that were sent again are deleted at some age, and those that were not are listed: both by an index, however many there are.
CREATE INDEX dead_letters_resent ON messaging.dead_letters (resent_at) WHERE resent_at IS NOT NULL;
CREATE INDEX dead_letters_open ON messaging.dead_letters (died_at) WHERE resent_at IS NULL;
