DROP TABLE prize_plans;
