# Reply keyboard, commands, help

menu-metro = 🚇 Metro
menu-bus = 🚌 Bus
menu-cycling = 🚲 Bike
menu-recycle = ♻️ Recycle
menu-week = 🎪 Events
menu-planet = 🪐 Planet
menu-placeholder = metro 12 km
menu-help =
    <b>Just say it</b>
    "metro 12 km", "yesterday bike 5 km", "bus 3 km, walk 500 m", "paper 2 kg", "lights off"
    🪐 Planet · 🎪 Events · /rank boards · /receipt proof · /privacy your data
    A slip? ↩️ Undo works for 10 minutes; after that a correction does.
    Every receipt shows the sum, the factor and the evidence level.
menu-here = Here you are 👇
menu-language = Which language? / 用哪种语言？
menu-language-set = Fine, English it is.
menu-button-chinese = 中文
menu-button-english = English
menu-private-only = Let's talk about that in private: { $link }
command-log = Log an act
command-planet = My planet
command-week = Energy week
command-rank = Boards
command-receipt = Receipts and proof
command-privacy = My data
command-lang = Language / 语言
command-undo = Undo the last one
command-help = How it works
command-org = Organiser
command-review = Review
bot-name = Leafledger
bot-about = Everyday low-carbon acts, checkable gram by gram.
bot-description = Metro, bike, recycling: say it in a sentence. Every gram has a formula, a source and an evidence level, and anyone can check it.
