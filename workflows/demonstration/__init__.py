"""An invented council whose history has the published trajectory of Cheshire East in 2019."""
