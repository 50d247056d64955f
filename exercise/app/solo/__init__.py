"""The screens of somebody who plays alone, from the first guess to the last stop of the debrief."""
