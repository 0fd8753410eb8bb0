"""What was typed into a form that was sent after the session had ended: kept, and put back into its form.

Every form of the site says who typed into it and on which page (`marks`); the middleware keeps what somebody signed
out has sent, in the session in which they sign in again, and `filling` puts it back into the page. No view takes part.
"""
