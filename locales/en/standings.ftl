standings-title = Standings before the result
standings-hint = Chosen before the contest is published. A round with a prediction never shows them, since how many people took part or had everything right would betray the prediction. Where several attempts are allowed, who tries again can feel for the keys by their own points.
standings-choice-hidden = Not shown
standings-choice-live = Shown while the round runs, until the result
standings-choice-minutes = Shown, but standing still from { $n } minutes before the closing
standings-choice-hours = Shown, but standing still from { $n } { $n ->
    [one] hour
   *[other] hours
} before the closing
standings-rule-hidden = Before the result no standings and nobody’s points are shown.
standings-rule-live = While a round runs there are provisional standings by pseudonym, renewed every 15 seconds or less often, until the result.
standings-rule-minutes = While a round runs there are provisional standings by pseudonym; they stand still from { $n } minutes before the planned closing of each round until the result.
standings-rule-hours = While a round runs there are provisional standings by pseudonym; they stand still from { $n } { $n ->
    [one] hour
   *[other] hours
} before the planned closing of each round until the result.
standings-see = See the provisional standings
standings-page = Provisional standings
standings-as-of = As of { $time }.
standings-live = They hold the attempts that have been submitted, renewed every 15 seconds or less often.
standings-will-still = From { $time } they stand still until the result.
standings-still = They have stood still since { $time }; what was submitted later counts in the result alone.
standings-closed = The round is closed. This is not the result: appeals are still heard, and two people approve it.
standings-not-final = Lots and points of earlier rounds are not counted yet; who differs in nothing else shares a rank.
standings-corrected = A key of this round was corrected. The provisional standings no longer hold and are not shown; please wait for the result.
standings-own = Your rank at this moment
standings-nobody-title = No attempt counts yet
standings-nobody-text = The standings appear once somebody has submitted.
problem-standings_corrected = The provisional standings are no longer shown
problem-standings_corrected-detail = A key of this round was corrected; please wait for the result.
field-standings_betray = A round with a prediction cannot show standings: they would betray it. Choose “Not shown”, or leave out the prediction.
check-standings = Nothing betrays a prediction before the result
check-why-standings = Provisional standings would betray the prediction of: { $what }.
