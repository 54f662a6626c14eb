# What somebody would have used instead

mode-car = a car, average load
mode-car-alone = driving alone
mode-taxi = a taxi
mode-motorbike = a motorbike
mode-bus = the bus
mode-metro = the metro
mode-tram = the tram
mode-train = the train
mode-coach = a coach
mode-flight = flying
mode-bicycle = a bicycle
mode-walk = walking

instead-line =
    Compared with { $mode } ({ $basis ->
        [instead_said] as you said
        [instead_usual] your usual way
        [instead_organisation] your organisation's baseline
        [instead_least] nothing said: the one with the fewest grams
       *[none] chosen before
    })
instead-button = Instead of { $mode } ▾
instead-button-mode =
    { $taken ->
        [true] ● { $mode }
       *[false] { $mode }
    }
instead-button-back = ‹ Back
instead-button-always = 📌 Always { $mode }
instead-button-forget = Forget my usual way
instead-always = 📌 From now on your acts are compared with { $mode }, where the method asks. What is logged stays as it is; you can change each one.
instead-always-already = { $mode } is your usual way already.
instead-forgotten = Forgotten. From now on your organisation's baseline counts, or else the one with the fewest grams.
instead-usual = Usual way, for comparison: { $mode }
instead-button-usual = 🔁 My usual way
instead-usual-ask = 🔁 Which way do you usually take? Where a method asks what you would have used instead, acts of which you say nothing else are compared with it.

ask-which-instead = What would you have used instead? This one can be compared with these.
choice-instead-none = None of these
instead-not-compared = The method for this one does not compare with { $mode }, so nothing is logged yet. Which is closest to what you would have used?
