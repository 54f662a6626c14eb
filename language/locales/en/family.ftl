# Households

family-removed = 👪 You are no longer in the household "{ $household }". Your records all stay yours; to take your grams of that time out of its total, send /family.
erased-households = Places in households, children's nicknames and what was logged for them
