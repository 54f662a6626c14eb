"""Words in, texts out: the sentence grammar and every text, in Chinese and English."""
