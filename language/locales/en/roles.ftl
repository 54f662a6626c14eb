command-roles = Who may do what
command-adjust = Correct a record (two persons)
command-settings = Settings of the organisation

role-owner = owner
role-programme_manager = programme manager
role-champion = champion
role-community_officer = community carbon officer
role-viewer = viewer
